import { createHash, randomBytes } from 'node:crypto';
import { INGEST_KEY_PREFIX } from '@trailkeeper/contract';

/** A secret, to be shown once, and what is kept of it. */
export interface MadeSecret {
  readonly secret: string;
  /** SHA-256: 256 random bits cannot be guessed, so no slow hash is needed, and each request can be looked up by it. */
  readonly hash: Buffer;
  /** Its last 4 characters: enough to tell two keys apart, 24 bits less to guess. */
  readonly hint: string;
}

/** Makes the secret of a new ingest key. `random` gives that many random bytes. */
export function makeSecret(random: (bytes: number) => Buffer = randomBytes): MadeSecret {
  const secret = INGEST_KEY_PREFIX + random(32).toString('base64url');
  return { secret, hash: createHash('sha256').update(secret).digest(), hint: secret.slice(-4) };
}
