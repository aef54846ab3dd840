import { isSignedBy, maybeBytes, SIGNATURE_BYTES, type Signer } from './signing-key.js';

/**
 * The seal of a bundle: the zip's comment and so its last bytes, `trailkeeper-seal-1 <key id> <signature in base64>`. It signs
 * the SHA-256 of every byte before it, so that none can be changed, be it one that no unzip program looks at.
 */
export function makeSeal(signer: Signer, sha256: string): string {
  const seal = `${NAME} ${signer.keyId} ${signer.sign(sealedText(sha256)).toString('base64')}`;
  if (seal.length !== SEAL_BYTES) throw new Error(`a seal has ${SEAL_BYTES} bytes, not ${seal.length}`);
  return seal;
}

export interface Seal {
  readonly keyId: string;
  readonly signature: Buffer;
}

/** Reads a seal; undefined for any text that `makeSeal` would not write. */
export function maybeSeal(text: string): Seal | undefined {
  const [, keyId, base64] = FORM.exec(text) ?? [];
  const signature = maybeBytes(base64 ?? '', SIGNATURE_BYTES);
  return keyId === undefined || signature === undefined ? undefined : { keyId, signature };
}

/** Whether the seal was made with this key for a file whose bytes before it have this SHA-256 (hexadecimal). */
export function isSealOf(seal: Seal, publicKey: Uint8Array, sha256: string): boolean {
  return isSignedBy(publicKey, sealedText(sha256), seal.signature);
}

/** What is signed. It begins unlike a manifest: a signature of the one is none of the other. */
function sealedText(sha256: string): Buffer {
  return Buffer.from(`${NAME} ${sha256}\n`);
}

const NAME = 'trailkeeper-seal-1';
const FORM = /^trailkeeper-seal-1 ([0-9a-f]{16}) ([A-Za-z0-9+/]{86}==)$/;

/** Of ASCII: the name, a key id, 64 bytes in base64, two spaces. */
export const SEAL_BYTES = NAME.length + 16 + 88 + 2;

/** What lies in its place until all before it is written. */
export const SEAL_PLACEHOLDER = ' '.repeat(SEAL_BYTES);
