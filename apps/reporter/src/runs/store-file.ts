import { createHash } from 'node:crypto';
import { execute, query, type Queryable } from '@trailkeeper/database';
import type { ReportFormat } from '@trailkeeper/contract';
import type { ClaimedRun } from './claim-run.js';
import { LeaseLostError } from './lease.js';

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
 * Writes a file chunk by chunk as it is produced, holding no more than one chunk. It stays unseen until its run is
 * finished. Fails with LeaseLostError when the run is somebody else's.
 */
export async function storeFile(
  db: Queryable,
  claimed: ClaimedRun,
  file: NewFile,
  content: AsyncIterable<Buffer>,
): Promise<Digest & { fileId: string }> {
  const [row] = await query<{ id: string }>(db, INSERT_FILE, [
    ...[claimed.id, claimed.fence, file.name, file.format, MEDIA_TYPES[file.format]],
  ]);
  if (row === undefined) throw new LeaseLostError(`run ${claimed.id} was taken over`);
  const hash = createHash('sha256');
  let [bytes, seq] = [0, 0];
  for await (const chunk of inChunks(content)) {
    hash.update(chunk);
    bytes += chunk.length;
    await execute(db, INSERT_CHUNK, [row.id, seq, chunk]);
    seq += 1;
  }
  return { fileId: row.id, bytes, sha256: hash.digest('hex') };
}

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

// Fails on the foreign key when the file was deleted by who took the run over.
const INSERT_CHUNK = `
insert into report_file_chunk (file_id, seq, content) values ($1, $2, $3)
`;
