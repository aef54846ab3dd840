import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { BundleFile, Manifest } from '../manifest.js';
import { fingerprintOf } from '../signing-key.js';
import { checkFiles } from './check-files.js';
import { checkManifest, type SignedManifest } from './check-manifest.js';
import { checkSeal } from './check-seal.js';
import { isOfTheSystem } from './is-of-the-system.js';
import { Mismatch, type MismatchCode } from './mismatch.js';
import { readZip } from './read-zip.js';
import type { VerifyingKey } from './verifying-keys.js';

/** What was found of a bundle. */
export type Verification = IntactBundle | MismatchedBundle;

export interface IntactBundle {
  readonly isIntact: true;
  readonly manifest: Manifest;
  readonly signedBy: SignedBy;
  /** Of the whole file. */
  readonly bytes: number;
  readonly sha256: string;
}

export interface MismatchedBundle {
  readonly isIntact: false;
  readonly code: MismatchCode;
  /** The first thing that does not match, in plain words. */
  readonly sentence: string;
  /** The file of the bundle that it is about. */
  readonly file: string | null;
  /** Null: its signature was not good, or not reached. */
  readonly manifest: Manifest | null;
  readonly signedBy: SignedBy | null;
  /** The files before it, which are as they are listed. */
  readonly matching: readonly BundleFile[];
}

export interface SignedBy {
  readonly keyId: string;
  readonly fingerprint: string;
  /** The key is one of those that were given. If none were, it is the bundle's own word, and anybody can have written that. */
  readonly isGiven: boolean;
}

/**
 * Checks a bundle without asking anybody (docs/bundle.md): reads it twice, in bounded memory, and stops at the first thing that
 * does not match. `keys`: the only ones that may have signed it. Fails only by a fault of ours; what the file system refuses is
 * the mismatch `unreadable`.
 */
export async function verifyBundle(
  path: string,
  { keys }: { keys?: readonly VerifyingKey[] | undefined } = {},
): Promise<Verification> {
  const matching: BundleFile[] = [];
  let signed: SignedManifest | undefined;
  const signedBy = ({ manifest, publicKey }: SignedManifest): SignedBy => ({
    keyId: manifest.signedWith.keyId,
    fingerprint: fingerprintOf(publicKey),
    isGiven: keys !== undefined,
  });
  let handle: FileHandle | undefined;
  try {
    handle = await openFile(path);
    const zip = await readZip(handle);
    signed = await checkManifest(zip, keys);
    await checkFiles(zip, signed.manifest, (file) => matching.push(file));
    const sha256 = await checkSeal(zip, signed);
    return { isIntact: true, manifest: signed.manifest, signedBy: signedBy(signed), bytes: zip.bytes, sha256 };
  } catch (error) {
    const { code, message, file } = mismatchOf(error);
    const about = { manifest: signed?.manifest ?? null, signedBy: signed === undefined ? null : signedBy(signed) };
    return { isIntact: false, code, sentence: message, file, ...about, matching };
  } finally {
    await handle?.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  // Without waiting, as a pipe would have us do until somebody writes into it.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new Mismatch('unreadable', 'It is no file.');
}

function mismatchOf(error: unknown): Mismatch {
  if (error instanceof Mismatch) return error;
  if (!isOfTheSystem(error)) throw error;
  return new Mismatch('unreadable', `The file cannot be read: ${error.message}.`);
}
