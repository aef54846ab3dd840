import { makeSigningKey } from '@trailkeeper/bundle';
import { sealSecret } from '../secrets/secret-box.js';
import type { SealedKey } from './key-in-use.js';

/** Draws a key, its private part sealed with SECRET_KEY. */
export function newSealedKey(secretKey: string): SealedKey {
  const { id, publicKey, privateKey } = makeSigningKey();
  return { id, publicKey, sealedPrivateKey: sealSecret(secretKey, { use: 'signing-key', id }, privateKey) };
}
