import { createHash } from 'node:crypto';
import { isSealOf, maybeSeal, SEAL_BYTES } from '../seal.js';
import type { SignedManifest } from './check-manifest.js';
import { Mismatch, shown } from './mismatch.js';
import { readRange } from './read-range.js';
import type { OpenZip } from './read-zip.js';

/**
 * Checks the seal, and with it every byte of the file, and gives the SHA-256 of the whole. Throws Mismatch; a failure of the file
 * system as it is.
 */
export async function checkSeal(zip: OpenZip, { manifest, publicKey }: SignedManifest): Promise<string> {
  if (zip.comment === '') throw new Mismatch('seal-missing', 'The seal at the end of the file is missing.');
  const seal = maybeSeal(zip.comment);
  if (seal === undefined) {
    throw new Mismatch(
      'seal-unreadable',
      `The seal at the end of the file was changed: it reads ${shown(zip.comment)}.`,
    );
  }
  if (seal.keyId !== manifest.signedWith.keyId) {
    const told = `The seal names the key ${seal.keyId}, the manifest ${manifest.signedWith.keyId}: they are not of one bundle.`;
    throw new Mismatch('seal-wrong', told);
  }
  const hash = createHash('sha256');
  for await (const piece of readRange(zip.handle, 0, zip.bytes - SEAL_BYTES)) hash.update(piece);
  if (isSealOf(seal, publicKey, hash.copy().digest('hex'))) return hash.update(zip.comment, 'latin1').digest('hex');
  throw new Mismatch(
    'seal-wrong',
    'The files are as they were signed, but the zip around them is not as it was sealed: at least one byte of it was changed, ' +
      'or the seal was.',
  );
}
