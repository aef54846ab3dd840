import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';

/** A new key that signs bundles: Ed25519 (RFC 8032). */
export interface NewSigningKey {
  readonly id: string;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  /** PKCS #8 in PEM; whoever has it can sign. */
  readonly privateKey: string;
}

/** What signs with one key. */
export interface Signer {
  readonly keyId: string;
  /** 32 bytes. */
  readonly publicKey: Buffer;
  /** 64 bytes, the same for the same bytes. */
  sign(bytes: Uint8Array): Buffer;
}

/** Draws a key. */
export function makeSigningKey(): NewSigningKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const { keyId, publicKey } = signerOf(pem);
  return { id: keyId, publicKey, privateKey: pem };
}

/** The signer of a private key as `makeSigningKey` gives it. Throws when the text is none. */
export function signerOf(privateKey: string): Signer {
  const key = createPrivateKey(privateKey);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`An Ed25519 key signs bundles, not ${key.asymmetricKeyType}`);
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(SPKI_PREFIX.length);
  return { keyId: keyIdOf(publicKey), publicKey, sign: (bytes) => sign(null, bytes, key) };
}

/** Whether the holder of the private key of these 32 bytes signed just this. */
export function isSignedBy(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  return verify(null, bytes, { key: spkiOf(publicKey), format: 'der', type: 'spki' }, signature);
}

/** What names a key: the first 16 of its fingerprint. */
export function keyIdOf(publicKey: Uint8Array): string {
  return fingerprintOf(publicKey).slice(0, 16);
}

/** What people compare to know that two keys are one: the SHA-256 of the 32 bytes, 64 hexadecimal digits. */
export function fingerprintOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex');
}

/** The key as OpenSSL takes it: SubjectPublicKeyInfo (RFC 8410 4) in PEM. */
export function publicKeyPem(publicKey: Uint8Array): string {
  return `-----BEGIN PUBLIC KEY-----\n${spkiOf(publicKey).toString('base64')}\n-----END PUBLIC KEY-----\n`;
}

/** The 32 bytes of such a PEM; undefined when it holds no public key, or none of Ed25519. */
export function maybePublicKey(pem: string): Buffer | undefined {
  try {
    const der = createPublicKey(pem).export({ type: 'spki', format: 'der' });
    const isEd25519 = der.length === SPKI_PREFIX.length + PUBLIC_KEY_BYTES && der.indexOf(SPKI_PREFIX) === 0;
    return isEd25519 ? der.subarray(SPKI_PREFIX.length) : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes of just this number from base64 in its one canonical spelling (RFC 4648 3.5); undefined for any other text. */
export function maybeBytes(base64: string, bytes: number): Buffer | undefined {
  const decoded = Buffer.from(base64, 'base64');
  return decoded.length === bytes && decoded.toString('base64') === base64 ? decoded : undefined;
}

export const PUBLIC_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

function spkiOf(publicKey: Uint8Array): Buffer {
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw new Error(`A public key has 32 bytes, not ${publicKey.length}`);
  return Buffer.concat([SPKI_PREFIX, publicKey]);
}

/** RFC 8410 4: all of the structure before the key itself. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
