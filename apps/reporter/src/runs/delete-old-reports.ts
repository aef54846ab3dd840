import { instantText, query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { deleteReport } from './delete-report.js';

/** A report whose time was up. */
export interface OldReport {
  readonly runId: string;
  readonly kind: string;
}

/** What becomes of each report; one that another process deletes at the same time is told there. */
export interface DeletionListeners {
  readonly onDeleted: (report: OldReport) => void;
  /** It stays, and is not tried again in this pass. */
  readonly onFailed: (report: OldReport, error: unknown) => void;
  readonly isStopped?: () => boolean;
}

/**
 * Deletes the files of runs that were done longer ago than `retention` (ISO 8601, by the database's clock), the oldest
 * first and each in a transaction of its own, each tried once, until none is left or `isStopped`. One that cannot be deleted
 * keeps no other. Fails when the old reports cannot be read.
 */
export async function deleteOldReports(
  dataSource: DataSource,
  retention: string,
  { onDeleted, onFailed, isStopped = () => false }: DeletionListeners,
): Promise<void> {
  const reason = `Kept for ${retention} (REPORT_RETENTION).`;
  let found: FoundReport[];
  let last: FoundReport | undefined;
  do {
    found = await query<FoundReport>(dataSource, FIND_OLD, [
      retention,
      last?.finishedAt ?? null,
      last?.runId ?? null,
      BATCH,
    ]);
    for (const { runId, kind } of found) {
      if (isStopped()) return;
      try {
        if (await deleteReport(dataSource, runId, { by: 'retention', reason })) onDeleted({ runId, kind });
      } catch (error) {
        onFailed({ runId, kind }, error);
      }
    }
    last = found.at(-1);
  } while (found.length === BATCH);
}

interface FoundReport extends OldReport {
  readonly finishedAt: string;
}

/** 100: ids only, so that any number of old reports fits in memory. */
const BATCH = 100;

// The statement's own time, so that the index can be asked for it: uses report_run_kept_idx
const FIND_OLD = `
select run.id as "runId", run.kind, ${instantText('run.finished_at')} as "finishedAt"
from report_run run
where run.status = 'done' and run.deleted_at is null and run.finished_at < statement_timestamp() - $1::interval
  and ($2::timestamptz is null or (run.finished_at, run.id) > ($2::timestamptz, $3::uuid))
order by run.finished_at, run.id
limit $4
`;
