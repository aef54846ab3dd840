import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { maybeRowCounter } from './count-rows.js';
import {
  type BundleFile,
  bundleFileSchema,
  type Manifest,
  type ManifestFacts,
  MANIFEST_NAME,
  manifestSchema,
  SIGNATURE_NAME,
} from './manifest.js';
import { SEAL_PLACEHOLDER } from './seal.js';
import { sealed } from './sealed.js';
import type { Signer } from './signing-key.js';

/** A file to be put into a bundle; its bytes, rows and SHA-256 are measured on the way. */
export interface BundleEntry extends Pick<BundleFile, 'name' | 'kind' | 'dataAsOf' | 'report'> {
  /** Read once, to its end, before the next entry is asked for. */
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface NewBundle {
  /** In the order in which they are to lie in it. */
  readonly entries: AsyncIterable<BundleEntry> | Iterable<BundleEntry>;
  /** Called once, when all entries are written. */
  readonly manifest: (files: readonly BundleFile[]) => ManifestFacts | Promise<ManifestFacts>;
  readonly signer: Signer;
}

export interface WrittenBundle {
  readonly manifest: Manifest;
  /** `manifest.json` as it was signed. */
  readonly manifestText: string;
  /** Of the whole file. */
  readonly bytes: number;
  /** Likewise. */
  readonly sha256: string;
}

export interface BundleInTheMaking {
  /** The zip file, to be read once: pieces of 256 KiB, the last one shorter. Throws what an entry's content throws. */
  readonly pieces: AsyncIterable<Buffer>;
  /** What was written, once the last piece was read; throws before. */
  written(): WrittenBundle;
}

/**
 * Writes a bundle as it is read: the entries, then `manifest.json`, its signature and the seal (docs/bundle.md). Holds little
 * more than a piece in memory, however large it is. Whoever stops reading ends the reading of the entries.
 */
export function writeBundle(bundle: NewBundle): BundleInTheMaking {
  let manifest: SignedManifest | undefined;
  let whole: { bytes: number; sha256: string } | undefined;
  const zip = zipped(bundle, (signed) => (manifest = signed));
  return {
    pieces: sealed(zip, bundle.signer, (size) => (whole = size)),
    written: () => {
      if (manifest === undefined || whole === undefined) throw new Error('the bundle was not read to its end');
      return { ...manifest, ...whole };
    },
  };
}

interface SignedManifest {
  manifest: Manifest;
  manifestText: string;
}

/** The zip with room for the seal. */
async function* zipped(bundle: NewBundle, onSigned: (signed: SignedManifest) => void): AsyncGenerator<Buffer> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable; // its type names less than the stream it is
  const stopped = new AbortController();
  zip.on('error', (error: Error) => output.destroy(error));
  const filled = fill(zip, bundle, stopped.signal)
    .then(onSigned)
    .catch((error: Error) => void output.destroy(error));
  try {
    yield* output;
  } finally {
    stopped.abort();
    await filled;
  }
}

async function fill(zip: ZipFile, { entries, manifest, signer }: NewBundle, signal: AbortSignal) {
  const files: BundleFile[] = [];
  for await (const entry of entries) {
    signal.throwIfAborted();
    files.push(await addEntry(zip, entry, signal));
  }
  const text = {
    format: 1,
    product: 'Trailkeeper',
    ...(await manifest(files)),
    files,
    signedWith: { keyId: signer.keyId, publicKey: signer.publicKey.toString('base64') },
  };
  signal.throwIfAborted();
  const checked = manifestSchema.parse(text);
  const manifestText = `${JSON.stringify(checked, null, 2)}\n`;
  const bytes = Buffer.from(manifestText);
  zip.addBuffer(bytes, MANIFEST_NAME, ZIP_OPTIONS);
  zip.addBuffer(signer.sign(bytes), SIGNATURE_NAME, ZIP_OPTIONS);
  zip.end({ comment: SEAL_PLACEHOLDER, forceZip64Format: false });
  return { manifest: checked, manifestText };
}

async function addEntry(zip: ZipFile, entry: BundleEntry, signal: AbortSignal): Promise<BundleFile> {
  const { content, kind, dataAsOf, report } = entry;
  // Before anything of it is written: a name that leads elsewhere is a fault of ours.
  const { name } = bundleFileSchema.pick({ name: true }).parse({ name: entry.name });
  const rows = maybeRowCounter(name);
  const hash = createHash('sha256');
  let bytes = 0;
  async function* measured() {
    for await (const piece of content) {
      hash.update(piece);
      rows?.add(piece);
      bytes += piece.length;
      yield piece;
    }
  }
  const stream = Readable.from(measured(), { signal });
  zip.addReadStream(stream, name, ZIP_OPTIONS);
  await finished(stream);
  return { name, kind, bytes, sha256: hash.digest('hex'), rows: rows?.rows() ?? null, dataAsOf, report };
}

/** Says nothing of the machine: the earliest time that a zip can hold, and read by all, written by the owner. */
const ZIP_OPTIONS = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true };
