import { type Manifest, MANIFEST_NAME, manifestSchema, SIGNATURE_NAME } from '../manifest.js';
import { fingerprintOf, isSignedBy, keyIdOf, maybeBytes, PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from '../signing-key.js';
import { entryContent } from './entry-content.js';
import { counted, Mismatch, shown } from './mismatch.js';
import type { OpenZip, ZipEntry } from './read-zip.js';
import type { VerifyingKey } from './verifying-keys.js';

/** A manifest whose signature is good. */
export interface SignedManifest {
  readonly manifest: Manifest;
  /** 32 bytes. */
  readonly publicKey: Buffer;
}

/**
 * Reads the manifest and checks its signature: with the key that it names, which must be one of `keys` where these are given.
 * Throws Mismatch; a failure of the file system as it is.
 */
export async function checkManifest(zip: OpenZip, keys: readonly VerifyingKey[] | undefined): Promise<SignedManifest> {
  const bytes = await readWhole(zip, MANIFEST_NAME, 'manifest-missing');
  const manifest = parseManifest(bytes);
  const publicKey = keyOf(manifest);
  if (keys !== undefined) refuseStranger(manifest, publicKey, keys);
  const signature = await readWhole(zip, SIGNATURE_NAME, 'signature-missing');
  if (signature.length !== SIGNATURE_BYTES) {
    const told = `${SIGNATURE_NAME} has ${counted(signature.length, 'byte')}; a signature has ${SIGNATURE_BYTES}.`;
    throw new Mismatch('signature-wrong', told, SIGNATURE_NAME);
  }
  if (isSignedBy(publicKey, bytes, signature)) return { manifest, publicKey };
  const told = `${MANIFEST_NAME} is not what was signed with key ${manifest.signedWith.keyId}: it or its signature was changed.`;
  throw new Mismatch('signature-wrong', told, MANIFEST_NAME);
}

async function readWhole(zip: OpenZip, name: string, code: 'manifest-missing' | 'signature-missing'): Promise<Buffer> {
  const [entry, second] = zip.entries.filter((one) => one.name === name);
  if (entry === undefined) throw new Mismatch(code, `${name} is missing.`, name);
  if (second !== undefined) throw new Mismatch('file-twice', `${name} is there twice.`, name);
  return readBounded(zip, entry);
}

async function readBounded(zip: OpenZip, entry: ZipEntry): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of entryContent(zip, entry)) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MAX_MANIFEST_BYTES) {
      throw new Mismatch('manifest-unreadable', `${entry.name} is longer than 16 MiB.`, entry.name);
    }
  }
  return Buffer.concat(pieces);
}

function parseManifest(bytes: Buffer): Manifest {
  const said = parseJson(bytes);
  const { product, format } = (said ?? {}) as { product?: unknown; format?: unknown };
  if (product !== 'Trailkeeper' || typeof format !== 'number') throw unreadable('it is none of a Trailkeeper bundle');
  if (format !== 1) {
    const told = `Its format is ${format}; this program knows format 1 only, a newer one may know more.`;
    throw new Mismatch('format-unknown', told, MANIFEST_NAME);
  }
  const { data, error } = manifestSchema.safeParse(said);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw unreadable(`${shown(issue?.path.join('.') ?? '')}: ${issue?.message}`);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw unreadable('it is no JSON');
  }
}

function unreadable(why: string): Mismatch {
  return new Mismatch('manifest-unreadable', `${MANIFEST_NAME} cannot be read: ${why}.`, MANIFEST_NAME);
}

function keyOf({ signedWith: { keyId, publicKey } }: Manifest): Buffer {
  const bytes = maybeBytes(publicKey, PUBLIC_KEY_BYTES);
  if (bytes !== undefined && keyIdOf(bytes) === keyId) return bytes;
  const told = `The key in ${MANIFEST_NAME} is not the key ${shown(keyId)} that it is said to be.`;
  throw new Mismatch('key-wrong', told, MANIFEST_NAME);
}

function refuseStranger({ signedWith, madeAt }: Manifest, publicKey: Buffer, keys: readonly VerifyingKey[]): void {
  const key = keys.find((one) => one.publicKey.equals(publicKey));
  if (key === undefined) {
    const count = keys.length === 1 ? 'not the key that was given' : `none of the ${keys.length} keys that were given`;
    const told = `It says it was signed with the key ${signedWith.keyId} (fingerprint ${fingerprintOf(publicKey)}): that is ${count}.`;
    throw new Mismatch('key-unknown', told, MANIFEST_NAME);
  }
  if (key.retiredAt === null || Date.parse(madeAt) <= Date.parse(key.retiredAt) + RETIREMENT_MS) return;
  const told = `It was made at ${madeAt} and signed with the key ${signedWith.keyId}, which was retired at ${key.retiredAt}.`;
  throw new Mismatch('key-retired', told, MANIFEST_NAME);
}

/** A day: a bundle that was being made when its key was retired is still signed with it. */
const RETIREMENT_MS = 24 * 3_600_000;

/** 16 MiB: ten thousand files take 6. */
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;
