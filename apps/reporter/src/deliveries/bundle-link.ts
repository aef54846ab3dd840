import { createHmac, timingSafeEqual } from 'node:crypto';
import { keyFor } from '../secrets/secret-box.js';

/** What a link says besides whose bundle it is. */
export interface LinkProof {
  /** Seconds since 1970; from then on it is worth nothing. */
  readonly expires: number;
  readonly signature: string;
}

/** A URL that gives the bundle of a delivery to whoever has it, without a token, until it expires. */
export function bundleLink(
  { secretKey, baseUrl }: { secretKey: string; baseUrl: string },
  deliveryId: string,
  expiresAt: Date,
): string {
  const expires = Math.floor(expiresAt.getTime() / 1000);
  const signature = sign(secretKey, deliveryId, expires).toString('base64url');
  return `${baseUrl}/v1/bundles/${deliveryId}?expires=${expires}&signature=${signature}`;
}

/** `forged`: not signed here for this delivery and this end · `expired` · or null: it is good. Compares in constant time. */
export function linkFault(
  secretKey: string,
  deliveryId: string,
  { expires, signature }: LinkProof,
  now: Date,
): 'forged' | 'expired' | null {
  const expected = sign(secretKey, deliveryId, expires);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'forged';
  return now.getTime() >= expires * 1000 ? 'expired' : null;
}

/** HMAC-SHA-256 (RFC 2104) with a key that is for nothing else. */
function sign(secretKey: string, deliveryId: string, expires: number): Buffer {
  return createHmac('sha256', keyFor(secretKey, 'bundle-link')).update(`${deliveryId} ${expires}`).digest();
}
