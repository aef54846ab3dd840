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
  { secretKey, publicUrl }: { secretKey: string; publicUrl: string },
  deliveryId: string,
  expiresAt: Date,
): string {
  const expires = Math.floor(expiresAt.getTime() / 1000);
  const signature = sign(secretKey, deliveryId, expires).toString('base64url');
  return `${publicUrl}/v1/bundles/${deliveryId}?expires=${expires}&signature=${signature}`;
}

/**
 * When a link to a bundle ends: at the end of a day (UTC), `days` or up to one more after the bundle was made, so that each
 * try sends the same link. A bundle that goes out again when half of that has passed gets a new span, and so on. Pure.
 */
export function linkEnd(madeAt: Date, days: number, now: Date): Date {
  const spanMs = days * DAY_MS;
  const firstEnd = Math.ceil(madeAt.getTime() / DAY_MS) * DAY_MS + spanMs;
  const spentSpans = Math.floor((now.getTime() - firstEnd + spanMs / 2) / spanMs) + 1;
  return new Date(firstEnd + Math.max(0, spentSpans) * spanMs);
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

const DAY_MS = 86_400_000;

/** HMAC-SHA-256 (RFC 2104) with a key that is for nothing else. */
function sign(secretKey: string, deliveryId: string, expires: number): Buffer {
  return createHmac('sha256', keyFor(secretKey, 'bundle-link')).update(`${deliveryId} ${expires}`).digest();
}
