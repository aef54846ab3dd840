import { z } from 'zod';
import { keyIdOf, maybeBytes, maybePublicKey, PUBLIC_KEY_BYTES } from '../signing-key.js';

/** A key whose signatures are trusted. */
export interface VerifyingKey {
  /** 32 bytes. */
  readonly publicKey: Buffer;
  /** RFC 3339; null: it is in use, or that is not known. */
  readonly retiredAt: string | null;
}

/** The keys of a text: an answer of `GET /v1/signing-keys`, or public keys in PEM. Throws an error in plain words. */
export function readVerifyingKeys(text: string): VerifyingKey[] {
  const keys = text.trimStart().startsWith('{') ? keysOfAnswer(text) : keysOfPem(text);
  if (keys.length === 0) throw new Error('It holds no key.');
  return keys;
}

function keysOfAnswer(text: string): VerifyingKey[] {
  const { data } = answerSchema.safeParse(maybeJson(text));
  if (data === undefined)
    throw new Error('It is no answer of GET /v1/signing-keys: {"items": [{"id", "publicKey", "retiredAt"}, …]}.');
  return data.items.map(({ id, publicKey, retiredAt }) => {
    const bytes = maybeBytes(publicKey, PUBLIC_KEY_BYTES);
    if (bytes === undefined || keyIdOf(bytes) !== id) throw new Error(`Its key ${id} is not what its id says.`);
    return { publicKey: bytes, retiredAt };
  });
}

function keysOfPem(text: string): VerifyingKey[] {
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  return blocks.map((block) => {
    const publicKey = maybePublicKey(block);
    if (publicKey === undefined) throw new Error('It holds a key that is none of Ed25519.');
    return { publicKey, retiredAt: null };
  });
}

function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const answerSchema = z.object({
  items: z.array(
    z.object({
      id: z.string().regex(/^[0-9a-f]{16}$/),
      publicKey: z.string(),
      retiredAt: z.iso.datetime().nullable(),
    }),
  ),
});
