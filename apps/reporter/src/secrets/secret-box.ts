import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What a sealed secret is for: it opens for nothing else. `id` says whose it is. */
export interface SecretPurpose {
  readonly use: 'delivery-target' | 'signing-key';
  readonly id: string;
}

/** A sealed secret cannot be opened: SECRET_KEY is another one, or the bytes are not what was sealed. */
export class SealedSecretError extends Error {
  override name = 'SealedSecretError';
}

/**
 * Seals a text with SECRET_KEY so that it opens only for the same purpose: AES-256-GCM (NIST SP 800-38D) with a key derived
 * by HKDF-SHA-256 (RFC 5869). Format: version 1, 12 bytes of nonce, 16 of tag, the rest.
 */
export function sealSecret(secretKey: string, purpose: SecretPurpose, text: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFor(secretKey, purpose.use), nonce).setAAD(boundTo(purpose));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), sealed]);
}

/** The text that was sealed. Throws SealedSecretError. */
export function openSecret(secretKey: string, purpose: SecretPurpose, sealed: Buffer): string {
  const bodyAt = 1 + NONCE_BYTES + TAG_BYTES;
  try {
    if (sealed[0] !== VERSION || sealed.length < bodyAt) throw new Error('not a sealed secret');
    const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', keyFor(secretKey, purpose.use), nonce)
      .setAAD(boundTo(purpose))
      .setAuthTag(sealed.subarray(1 + NONCE_BYTES, bodyAt));
    return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()]).toString('utf8');
  } catch (cause) {
    const message = `The secrets of ${purpose.use} ${purpose.id} cannot be opened: SECRET_KEY is not the one they were sealed with.`;
    throw new SealedSecretError(message, { cause });
  }
}

/** A key for one use, derived from SECRET_KEY: 32 bytes. */
export function keyFor(secretKey: string, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', `trailkeeper ${use}`, 32));
}

function boundTo({ use, id }: SecretPurpose): Buffer {
  return Buffer.from(`${use}:${id}`);
}

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
