import { query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { deleteReport } from './delete-report.js';

/** A report whose time was up. */
export interface OldReport {
  readonly runId: string;
  readonly kind: string;
}

/**
 * Deletes the files of runs that were done longer ago than `retention` (ISO 8601, by the database's clock), the oldest
 * first and each in a transaction of its own, until none is left or `isStopped`. Tells each that it deleted; what another
 * process deletes at the same time is told there.
 */
export async function deleteOldReports(
  dataSource: DataSource,
  retention: string,
  { onDeleted, isStopped = () => false }: { onDeleted: (report: OldReport) => void; isStopped?: () => boolean },
): Promise<void> {
  const reason = `Kept for ${retention} (REPORT_RETENTION).`;
  let found: OldReport[];
  do {
    found = await query<OldReport>(dataSource, FIND_OLD, [retention, BATCH]);
    for (const report of found) {
      if (isStopped()) return;
      if (await deleteReport(dataSource, report.runId, { by: 'retention', reason })) onDeleted(report);
    }
  } while (found.length === BATCH);
}

/** 100: ids only, so that any number of old reports fits in memory. */
const BATCH = 100;

// The statement's own time, so that the index can be asked for it: uses report_run_kept_idx
const FIND_OLD = `
select run.id as "runId", run.kind
from report_run run
where run.status = 'done' and run.deleted_at is null and run.finished_at < statement_timestamp() - $1::interval
order by run.finished_at, run.id
limit $2
`;
