import { createHash } from 'node:crypto';
import { copyIn, execute } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';

/** 256 KiB: few rows, and small enough to hold a few in memory for each reader. Stored files count on it: never change. */
export const CHUNK_BYTES = 256 * 1024;

/** The bytes of one file: how many, and their SHA-256 (64 hexadecimal digits). */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

export interface ChunkedFile {
  /** A UUID. */
  readonly id: string;
  /** `copy …_chunk (…_id, seq, content) from stdin (format binary)` */
  readonly statement: string;
  readonly content: AsyncIterable<Buffer>;
  readonly signal: AbortSignal;
}

/** Writes a file as rows of chunks while it is produced, in the transaction of `runner`, holding no more than a few of them. */
export async function copyChunks(
  runner: QueryRunner,
  { id, statement, content, signal }: ChunkedFile,
): Promise<Digest> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* counted() {
    for await (const chunk of inChunks(content)) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  // It lasts as long as the file is made, and a lease watches over that; waiting for a lock is no making.
  await execute(runner, 'set local statement_timeout = 0');
  await execute(runner, 'set local lock_timeout = 60000');
  await copyIn(runner, statement, chunkRows(id, counted()), signal);
  return { bytes, sha256: hash.digest('hex') };
}

/** The chunks that hold the bytes from `first` to `last` (included), cut to them, one in memory at a time. */
export async function* cutChunks(
  getChunk: (seq: number) => Promise<Buffer>,
  { first, last }: { first: number; last: number },
): AsyncGenerator<Buffer> {
  for (let seq = Math.floor(first / CHUNK_BYTES); seq * CHUNK_BYTES <= last; seq += 1) {
    const start = seq * CHUNK_BYTES;
    yield (await getChunk(seq)).subarray(Math.max(0, first - start), last - start + 1);
  }
}

/** Rows of an id, a number and some bytes in COPY's binary format (PostgreSQL documentation, COPY, "Binary Format"). */
async function* chunkRows(id: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield COPY_HEADER;
  const idBytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  let seq = 0;
  for await (const chunk of chunks) {
    // Number of fields, then each with its length before it.
    const head = Buffer.alloc(34);
    head.writeInt16BE(3, 0);
    head.writeInt32BE(16, 2);
    idBytes.copy(head, 6);
    head.writeInt32BE(4, 22);
    head.writeInt32BE(seq, 26);
    head.writeInt32BE(chunk.length, 30);
    yield head;
    yield chunk;
    seq += 1;
  }
  yield COPY_TRAILER;
}

/** The signature, no flags, no extension. */
const COPY_HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const COPY_TRAILER = Buffer.from([0xff, 0xff]);

/** The same bytes in pieces of exactly `CHUNK_BYTES`, but for the last. */
export async function* inChunks(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of content) {
    pieces.push(piece);
    length += piece.length;
    if (length < CHUNK_BYTES) continue;
    const joined = Buffer.concat(pieces);
    let start = 0;
    for (; length - start >= CHUNK_BYTES; start += CHUNK_BYTES) yield joined.subarray(start, start + CHUNK_BYTES);
    pieces = [joined.subarray(start)];
    length -= start;
  }
  if (length > 0) yield Buffer.concat(pieces);
}
