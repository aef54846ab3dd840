import { createHash } from 'node:crypto';
import { copyIn, execute, query, withTransaction } from '@trailkeeper/database';
import type { ReportFormat } from '@trailkeeper/contract';
import type { DataSource } from 'typeorm';
import type { ClaimedRun } from './claim-run.js';
import { type Lease, LeaseLostError } from './lease.js';

/** 256 KiB: few rows, and small enough to hold a few in memory for each reader. Stored files count on it: never change. */
export const CHUNK_BYTES = 256 * 1024;

/** The bytes of one file: how many, and their SHA-256 (64 hexadecimal digits). */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

export interface NewFile {
  readonly name: string;
  readonly format: ReportFormat;
}

/**
 * Writes a file as it is produced, holding no more than a few chunks. It stays unseen until its run is finished, and a
 * process that dies leaves at most an empty file behind. Fails with LeaseLostError when the run is somebody else's.
 */
export async function storeFile(
  { dataSource, claimed, lease }: { dataSource: DataSource; claimed: ClaimedRun; lease: Pick<Lease, 'signal'> },
  file: NewFile,
  content: AsyncIterable<Buffer>,
): Promise<Digest & { fileId: string }> {
  const [row] = await query<{ id: string }>(dataSource, INSERT_FILE, [
    ...[claimed.id, claimed.fence, file.name, file.format, MEDIA_TYPES[file.format]],
  ]);
  if (row === undefined) throw new LeaseLostError(`run ${claimed.id} was taken over`);
  const hash = createHash('sha256');
  let bytes = 0;
  async function* counted() {
    for await (const chunk of inChunks(content)) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  await withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    // It lasts as long as the file is made, and the lease watches over that; waiting for a lock is no making.
    await execute(runner, 'set local statement_timeout = 0');
    await execute(runner, 'set local lock_timeout = 60000');
    await copyIn(runner, COPY_CHUNKS, chunkRows(row.id, counted()), lease.signal);
  }).catch((error: unknown) => {
    // The file was deleted by who took the run over.
    if ((error as { code?: unknown }).code !== FOREIGN_KEY_VIOLATION) throw error;
    throw new LeaseLostError(`run ${claimed.id} was taken over`, { cause: error });
  });
  return { fileId: row.id, bytes, sha256: hash.digest('hex') };
}

/** Rows of `report_file_chunk` in COPY's binary format (PostgreSQL documentation, COPY, "Binary Format"). */
async function* chunkRows(fileId: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield COPY_HEADER;
  const id = Buffer.from(fileId.replaceAll('-', ''), 'hex');
  let seq = 0;
  for await (const chunk of chunks) {
    // Number of fields, then each with its length before it.
    const head = Buffer.alloc(34);
    head.writeInt16BE(3, 0);
    head.writeInt32BE(16, 2);
    id.copy(head, 6);
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

const MEDIA_TYPES: Record<ReportFormat, string> = {
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8; header=present',
};

const INSERT_FILE = `
insert into report_file (run_id, fence, name, format, media_type)
select run.id, run.fence, $3, $4, $5
from report_run run
where run.id = $1 and run.fence = $2 and run.status = 'running'
returning report_file.id
`;

const FOREIGN_KEY_VIOLATION = '23503';

const COPY_CHUNKS = `
copy report_file_chunk (file_id, seq, content) from stdin (format binary)
`;
