import type { FileHandle } from 'node:fs/promises';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { MAX_BUNDLE_FILES } from '../manifest.js';
import { counted, Mismatch } from './mismatch.js';

/** A zip opened to be checked. */
export interface OpenZip {
  readonly handle: FileHandle;
  readonly bytes: number;
  /** In the order of the zip's list. */
  readonly entries: readonly ZipEntry[];
  /** The zip's comment. */
  readonly comment: string;
  readonly zip: ZipFile;
}

export interface ZipEntry {
  readonly name: string;
  readonly entry: Entry;
}

/**
 * Reads the list of files at the end of a zip, and nothing else of it. Throws Mismatch; a failure of the file system as it is.
 * No size that the zip claims is trusted: memory is bounded by how many files a bundle may have.
 */
export async function readZip(handle: FileHandle): Promise<OpenZip> {
  const { size } = await handle.stat();
  const comment = await readComment(handle, size);
  const reader = new HandleReader(handle);
  try {
    const zip = await fromRandomAccessReaderPromise(reader, size, { autoClose: false, decodeStrings: false });
    const entries = await readEntries(zip);
    refuseOverlap(entries);
    return { handle, bytes: size, entries, comment, zip };
  } catch (error) {
    if (error instanceof Mismatch || reader.failure !== undefined) throw reader.failure ?? error;
    throw new Mismatch('zip-directory', `The zip's list of its files is damaged: ${(error as Error).message}.`);
  }
}

/** What follows the zip's last record, which says how long that is, and where the list of files lies (APPNOTE 4.3.16). */
async function readComment(handle: FileHandle, size: number): Promise<string> {
  const length = Math.min(size, END_BYTES + MAX_COMMENT_BYTES);
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  const at = buffer.lastIndexOf(END_SIGNATURE, length - END_BYTES);
  if (at === -1 || length < END_BYTES) {
    throw new Mismatch(
      'not-a-zip',
      'It is no zip file, or its end is missing: the record that ends every zip is not found.',
    );
  }
  const found = length - at - END_BYTES;
  const said = buffer.readUInt16LE(at + 20);
  if (found > said)
    throw new Mismatch('zip-end', `After the end of the zip comes more: ${counted(found - said, 'byte')}.`);
  if (found < said)
    throw new Mismatch('zip-end', `The zip is cut off at its end, by ${counted(said - found, 'byte')}.`);
  refuseGap(size - length + at, buffer.subarray(at));
  return buffer.toString('latin1', at + END_BYTES);
}

/** The list of files ends where the last record begins; in a zip64 file a larger record between them says where. */
function refuseGap(endsAt: number, record: Buffer): void {
  const [listBytes, listAt] = [record.readUInt32LE(12), record.readUInt32LE(16)];
  const surplus = endsAt - listAt - listBytes;
  if (surplus === 0 || listBytes === IN_ZIP64 || listAt === IN_ZIP64) return;
  const what = surplus > 0 ? 'something was put in' : 'something was taken out';
  const told = `Before its last record the zip is ${counted(Math.abs(surplus), 'byte')} ${surplus > 0 ? 'longer' : 'shorter'} than it says: ${what}.`;
  throw new Mismatch('zip-directory', told);
}

async function readEntries(zip: ZipFile): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for await (const entry of zip.eachEntry()) {
    refuseBallast(entry);
    entries.push({ name: entry.fileNameRaw.toString('utf8'), entry });
    if (entries.length <= MAX_BUNDLE_FILES + 2) continue;
    throw new Mismatch(
      'zip-directory',
      `The zip holds more than the ${counted(MAX_BUNDLE_FILES, 'file')} that a bundle may have.`,
    );
  }
  return entries;
}

/** The format lets each entry of the list claim 192 KiB, which 10,000 of them would fill any memory with. */
function refuseBallast({ fileNameLength, extraFieldLength, fileCommentLength }: Entry): void {
  if (fileNameLength <= MAX_NAME_BYTES && extraFieldLength <= MAX_EXTRA_BYTES && fileCommentLength === 0) return;
  throw new Mismatch(
    'zip-directory',
    "The zip's list of its files holds more than a bundle's does: a long name, a comment or further fields.",
  );
}

/** Files that share bytes can make a small zip endlessly large. */
function refuseOverlap(entries: readonly ZipEntry[]): void {
  const places = entries.map(({ entry }) => [entry.relativeOffsetOfLocalHeader, entry.compressedSize] as const);
  places.sort(([one], [other]) => one - other);
  places.forEach(([start, bytes], at) => {
    const next = places[at + 1]?.[0] ?? Infinity;
    if (start + LOCAL_HEADER_BYTES + bytes <= next) return;
    throw new Mismatch('zip-directory', "The zip's list of its files is damaged: two files lie at the same place.");
  });
}

/** Reads at any place that a damaged zip may name, and fails where there is nothing. */
class HandleReader extends RandomAccessReader {
  /** What the file system said, which is no fault of the zip. */
  failure: Error | undefined;

  constructor(private readonly handle: FileHandle) {
    super();
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, done: (error: Error | null) => void) {
    if (!Number.isSafeInteger(position)) return done(new Error('a place beyond every file is named'));
    this.handle.read(buffer, offset, length, position).then(
      ({ bytesRead }) => done(bytesRead < length ? new Error('its end is missing') : null),
      (error: Error) => done((this.failure = error)),
    );
  }
}

const END_SIGNATURE = Buffer.from('PK\x05\x06');
const END_BYTES = 22;
const IN_ZIP64 = 0xffffffff;
const MAX_COMMENT_BYTES = 0xffff;
const LOCAL_HEADER_BYTES = 30;
/** Longer than any name in a bundle. */
const MAX_NAME_BYTES = 400;
/** Those of zip64 take 32 (APPNOTE 4.5.3). */
const MAX_EXTRA_BYTES = 64;
