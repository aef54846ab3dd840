import { query, type Queryable } from '@trailkeeper/database';
import { maybeRun } from './find-runs.js';
import { gone } from './run-refusals.js';
import { cutChunks } from './copy-chunks.js';

/** A finished run's file. */
export interface StoredFile {
  readonly id: string;
  readonly runId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The file of a finished run with that name, or undefined. */
export async function maybeFile(db: Queryable, runId: string, name: string): Promise<StoredFile | undefined> {
  const [row] = await query<Omit<StoredFile, 'bytes'> & { bytes: string }>(db, GET_FILE, [runId, name]);
  return row === undefined ? undefined : { ...row, bytes: Number(row.bytes) };
}

/**
 * The bytes of a file from `first` to `last` (included), chunk by chunk, one in memory at a time. Throws ApiError 410 when
 * the file is deleted meanwhile; whoever sends it must not end as if all of it had been sent.
 */
export function readFile(db: Queryable, file: StoredFile, bounds: { first: number; last: number }) {
  return cutChunks(async (seq) => {
    const [row] = await query<{ content: Buffer }>(db, GET_CHUNK, [file.id, seq]);
    if (row === undefined) throw await missingChunk(db, file, seq);
    return row.content;
  }, bounds);
}

async function missingChunk(db: Queryable, file: StoredFile, seq: number): Promise<Error> {
  const run = await maybeRun(db, file.runId);
  return run?.deletion ? gone(run, run.deletion) : new Error(`chunk ${seq} of file ${file.id} is missing`);
}

const GET_FILE = `
select file.id, file.run_id as "runId", file.name, file.media_type as "mediaType", file.bytes, file.sha256
from report_run run
join report_file file on file.run_id = run.id and file.fence = run.fence
where run.id = $1 and run.status = 'done' and file.name = $2 and file.bytes is not null
`;

const GET_CHUNK = `
select chunk.content from report_file_chunk chunk where chunk.file_id = $1 and chunk.seq = $2
`;
