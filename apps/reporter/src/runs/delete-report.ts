import { execute, query, type Queryable, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/**
 * Deletes the bytes of a done run's files and its stored document, in one transaction; the run, its reviews and what its
 * files were stay as the record. False, with nothing changed, when the run is not done or was deleted before: of two
 * deletions at once one wins.
 */
export async function deleteReport(
  dataSource: DataSource,
  runId: string,
  { by, reason }: { by: string; reason: string },
): Promise<boolean> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    await query(runner, LIMIT_STATEMENTS);
    const isMine = (await execute(runner, MARK_DELETED, [runId, by, reason])) > 0;
    if (isMine) await deleteContents(runner, runId);
    return isMine;
  });
}

async function deleteContents(db: Queryable, runId: string): Promise<void> {
  await execute(db, DELETE_CHUNKS, [runId]);
  await execute(db, DELETE_DOCUMENT, [runId]);
}

// 10 min: a CSV of gigabytes is tens of thousands of chunks; the pool's minute is for what the API asks.
const LIMIT_STATEMENTS = `
set local statement_timeout = 600000
`;

const MARK_DELETED = `
update report_run
set deleted_at = clock_timestamp(), deleted_by = $2, deletion_reason = $3
where report_run.id = $1 and report_run.status = 'done' and report_run.deleted_at is null
`;

const DELETE_CHUNKS = `
delete from report_file_chunk
using report_file file
where file.run_id = $1 and report_file_chunk.file_id = file.id
`;

const DELETE_DOCUMENT = `
delete from report_document where report_document.run_id = $1
`;
