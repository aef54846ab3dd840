import { createHash } from 'node:crypto';
import type { Manifest } from '../src/index.js';
import { makeSeal, SEAL_BYTES, SEAL_PLACEHOLDER } from '../src/seal.js';
import { SIGNER } from './made-bundle.js';
import { rezipped, unzipped, type ZippedFile } from './rewritten-zip.js';

export type Forgery = (files: ZippedFile[], manifest: Manifest) => ZippedFile[] | void;

/** What somebody who holds the key could make: files and manifest as he likes, both signatures good. */
export async function forged(zip: Buffer, change: Forgery, { isZip64 = false } = {}): Promise<Buffer> {
  const { files } = await unzipped(zip);
  const listed = files.slice(0, -2);
  const manifest = JSON.parse(files.at(-2)!.content.toString('utf8')) as Manifest;
  const kept = change(listed, manifest) ?? listed;
  const content = Buffer.from(JSON.stringify(manifest));
  const signed = [
    { name: 'manifest.json', content },
    { name: 'manifest.json.sig', content: SIGNER.sign(content) },
  ];
  return sealed(await rezipped([...kept, ...signed], SEAL_PLACEHOLDER, { isZip64 }));
}

function sealed(roomy: Buffer): Buffer {
  const body = roomy.subarray(0, -SEAL_BYTES);
  return Buffer.concat([body, Buffer.from(makeSeal(SIGNER, createHash('sha256').update(body).digest('hex')))]);
}
