import { constants, gunzipSync } from 'node:zlib';

/** How a file is sent. */
export type FileKind =
  /** As it is: the collector knows the form, the envelope and gzip. */
  | { kind: 'events'; isNdjson: boolean; isGzip: boolean }
  | { kind: 'parquet' }
  /** `head` is its beginning, unpacked. */
  | { kind: 'table'; isGzip: boolean; head: Buffer }
  /** Not known to hold events. */
  | { kind: 'unknown'; reason: string }
  /** By its name it holds events, by its bytes it cannot. */
  | { kind: 'damaged'; reason: string };

/** What a file is, by its name and its first bytes (`HEAD_BYTES` of them, or all it has). */
export function kindOf(name: string, head: Buffer): FileKind {
  const lower = name.toLowerCase();
  const isNamedGzip = lower.endsWith('.gz');
  const isGzip = head[0] === 0x1f && head[1] === 0x8b; // RFC 1952 2.3.1
  const beginning = isGzip ? unpackedHead(head) : head;
  const ending = ENDING.exec(isNamedGzip ? lower.slice(0, -'.gz'.length) : lower)?.[0] ?? '';
  const isKnown = EVENTS.has(ending) || TABLES.has(ending);

  const isParquet = beginning.subarray(0, 4).equals(PARQUET);
  if (isParquet && isGzip) return { kind: 'damaged', reason: 'Parquet inside gzip: unpack it first (gunzip)' };
  if (isParquet || (ending === '.parquet' && !isGzip)) return { kind: 'parquet' };
  if (isKnown && isNamedGzip && !isGzip && head.length > 0 && !looksLikeText(head)) {
    return { kind: 'damaged', reason: 'named .gz, but it does not begin as gzip does' };
  }
  const foreign = FOREIGN.find(({ magic }) => beginning.subarray(0, magic.length).equals(magic));
  if (foreign) return { kind: isKnown ? 'damaged' : 'unknown', reason: foreign.reason };
  if (TABLES.has(ending)) return { kind: 'table', isGzip, head: beginning };
  if (EVENTS.has(ending) || BEGINS_AS_EVENTS.test(beginning.toString('latin1', 0, 1024))) {
    return { kind: 'events', isNdjson: NDJSON.has(ending), isGzip };
  }
  return { kind: 'unknown', reason: 'neither its name nor its first bytes say that it holds events' };
}

/** What can be unpacked of the beginning of a gzip file; nothing of a damaged one, which the collector will say. */
function unpackedHead(head: Buffer): Buffer {
  try {
    return gunzipSync(head.subarray(0, PACKED_HEAD_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

function looksLikeText(head: Buffer): boolean {
  return !head.subarray(0, 1024).includes(0);
}

/** 64 KiB: the header and the first rows of a table. */
export const HEAD_BYTES = 64 * 1024;

/** 4 KiB, which unpack to 4 MiB at most. */
const PACKED_HEAD_BYTES = 4 * 1024;

const ENDING = /\.[a-z0-9]+$/;
const EVENTS: ReadonlySet<string> = new Set(['.json', '.ndjson', '.jsonl', '.log']);
const NDJSON: ReadonlySet<string> = new Set(['.ndjson', '.jsonl']);
const TABLES: ReadonlySet<string> = new Set(['.csv', '.tsv']);
const PARQUET = Buffer.from('PAR1');

/** An object, or an array of them; not a text that happens to begin with a bracket, such as a link in Markdown. */
const BEGINS_AS_EVENTS = /^(\u00ef\u00bb\u00bf)?\s*(\[\s*)?\{\s*"/;

const FOREIGN = [
  { magic: Buffer.from([0x50, 0x4b, 0x03, 0x04]), reason: 'a zip archive: unpack it first' },
  { magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), reason: 'packed with Zstandard: unpack it first (zstd -d)' },
  { magic: Buffer.from('BZh'), reason: 'packed with bzip2: unpack it first (bunzip2)' },
  { magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]), reason: 'packed with xz: unpack it first (unxz)' },
  { magic: Buffer.from([0xff, 0xfe]), reason: 'text in UTF-16: save it as UTF-8 first' },
  { magic: Buffer.from([0xfe, 0xff]), reason: 'text in UTF-16: save it as UTF-8 first' },
  { magic: Buffer.from([0x89, 0x50, 0x4e, 0x47]), reason: 'a picture' },
  { magic: Buffer.from([0xff, 0xd8, 0xff]), reason: 'a picture' },
  { magic: Buffer.from('%PDF-'), reason: 'a PDF' },
] as const;
