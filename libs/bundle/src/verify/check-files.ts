import { createHash } from 'node:crypto';
import { maybeRowCounter } from '../count-rows.js';
import { type BundleFile, type Manifest, MANIFEST_NAME, SIGNATURE_NAME } from '../manifest.js';
import { entryContent } from './entry-content.js';
import { counted, Mismatch, shown } from './mismatch.js';
import type { OpenZip, ZipEntry } from './read-zip.js';

/**
 * Checks that the zip holds the files of the manifest, just as it lists them, in its order, and nothing else. `onChecked` is told
 * each that is right. Throws Mismatch; a failure of the file system as it is.
 */
export async function checkFiles(
  zip: OpenZip,
  { files }: Manifest,
  onChecked: (file: BundleFile) => void,
): Promise<void> {
  const names = [...files.map(({ name }) => name), MANIFEST_NAME, SIGNATURE_NAME];
  for (const [at, file] of files.entries()) {
    const entry = zip.entries.find(({ name }) => name === file.name);
    if (entry === undefined) throw missing(file.name, zip.entries[at]?.name, names);
    await checkFile(zip, entry, file);
    onChecked(file);
  }
  refuseUnlisted(zip.entries, names);
  refuseOrder(zip.entries, names);
}

function missing(name: string, inItsPlace: string | undefined, names: readonly string[]): Mismatch {
  const isRenamed = inItsPlace !== undefined && !names.includes(inItsPlace);
  const place = isRenamed ? `; in its place lies ${shown(inItsPlace)}, which is not listed` : '';
  return new Mismatch('file-missing', `${shown(name)} is missing${place}.`, name);
}

async function checkFile(zip: OpenZip, entry: ZipEntry, { name, bytes, sha256, rows }: BundleFile): Promise<void> {
  const counter = maybeRowCounter(name);
  const hash = createHash('sha256');
  let found = 0;
  for await (const piece of entryContent(zip, entry)) {
    found += piece.length;
    // However far it would still inflate.
    if (found > bytes) throw wrong('file-bytes', name, `has more than the ${counted(bytes, 'byte')} that are listed`);
    hash.update(piece);
    counter?.add(piece);
  }
  if (found !== bytes)
    throw wrong('file-bytes', name, `has ${counted(found, 'byte')}; ${bytes.toLocaleString('en')} are listed`);
  const digest = hash.digest('hex');
  if (digest !== sha256) {
    throw wrong(
      'file-content',
      name,
      `was changed: its SHA-256 is ${digest.slice(0, 12)}…, ${sha256.slice(0, 12)}… is listed`,
    );
  }
  const foundRows = counter?.rows() ?? null;
  if (foundRows !== rows) throw wrong('file-rows', name, `has ${foundRows ?? 'no'} rows; ${rows ?? 'none'} are listed`);
}

function wrong(code: 'file-bytes' | 'file-content' | 'file-rows', name: string, what: string): Mismatch {
  return new Mismatch(code, `${shown(name)} ${what}.`, name);
}

function refuseUnlisted(entries: readonly ZipEntry[], names: readonly string[]): void {
  const listed = new Set(names);
  const seen = new Set<string>();
  for (const { name } of entries) {
    if (!listed.has(name)) throw new Mismatch('file-unlisted', `${shown(name)} is in the zip, but not listed.`, name);
    if (seen.has(name)) throw new Mismatch('file-twice', `${shown(name)} is there twice.`, name);
    seen.add(name);
  }
}

/** As they are listed by the zip, and as they lie in it. By now both have just the names of the manifest. */
function refuseOrder(entries: readonly ZipEntry[], names: readonly string[]): void {
  let end = 0;
  for (const [at, { name, entry }] of entries.entries()) {
    if (name !== names[at]) {
      throw new Mismatch(
        'file-order',
        `${shown(name)} lies where ${shown(names[at] ?? '')} should: the order was changed.`,
        name,
      );
    }
    if (entry.relativeOffsetOfLocalHeader < end) {
      throw new Mismatch('file-order', `${shown(name)} lies before a file that it should follow.`, name);
    }
    end = entry.relativeOffsetOfLocalHeader + entry.compressedSize;
  }
}
