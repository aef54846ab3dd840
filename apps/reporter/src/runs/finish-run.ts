import type { ReportDocument } from '@trailkeeper/contract';
import { execute, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { LeaseLostError } from '../leases/keep-lease.js';
import type { ClaimedRun } from './claim-run.js';
import type { Digest } from './copy-chunks.js';

/** What a run made. */
export interface MadeReport {
  readonly document: ReportDocument;
  readonly files: readonly (Digest & { fileId: string; rowCount: number | null })[];
}

/**
 * Publishes a run: document, files and status become visible at one moment, or not at all. Fails with LeaseLostError when
 * the fence is no longer the run's, so a run is never finished by two.
 */
export async function finishRun(dataSource: DataSource, { id, fence }: ClaimedRun, made: MadeReport): Promise<void> {
  await withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    const isMine = await execute(runner, FINISH, [id, fence, made.document.provenance.catalogVersion]);
    if (isMine === 0) throw new LeaseLostError(`run ${id} was taken over before it was finished`);
    await execute(runner, INSERT_DOCUMENT, [id, JSON.stringify(made.document)]);
    for (const { fileId, bytes, sha256, rowCount } of made.files) {
      await execute(runner, COMPLETE_FILE, [fileId, bytes, sha256, rowCount]);
    }
    await execute(runner, DELETE_OTHERS, [id, fence]);
  });
}

const FINISH = `
update report_run
set status = 'done', step = 'done', progress = 100, finished_at = clock_timestamp(), leased_until = null,
    failure = null, catalog_version = $3
where report_run.id = $1 and report_run.fence = $2 and report_run.status = 'running'
`;

const INSERT_DOCUMENT = `
insert into report_document (run_id, document) values ($1, $2)
`;

const COMPLETE_FILE = `
update report_file set bytes = $2, sha256 = $3, row_count = $4 where report_file.id = $1
`;

// what a process without the lease may still have begun
const DELETE_OTHERS = `
delete from report_file where report_file.run_id = $1 and report_file.fence <> $2
`;
