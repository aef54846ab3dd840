import { execute, type Queryable, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import type { ClaimedRun } from './claim-run.js';

type Claim = Pick<ClaimedRun, 'id' | 'fence'>;

/** Gives a run back as it was before it was claimed: the process stops, and that is no fault of the run. */
export async function handBackRun(db: Queryable, { id, fence }: Claim): Promise<boolean> {
  return (await execute(db, HAND_BACK, [id, fence])) > 0;
}

/** Puts a run back in the queue after a fault that may pass; it is not taken again before `retryMs`. */
export async function retryRun(
  db: Queryable,
  { id, fence }: Claim,
  { failure, retryMs }: { failure: string; retryMs: number },
): Promise<boolean> {
  return (await execute(db, RETRY, [id, fence, failure, retryMs / 1000])) > 0;
}

/** Ends a run that cannot be made, with the reason; what it had written is deleted. */
export async function failRun(dataSource: DataSource, { id, fence }: Claim, failure: string): Promise<boolean> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    const isMine = (await execute(runner, FAIL, [id, fence, failure])) > 0;
    if (isMine) await execute(runner, DELETE_FILES, [id]);
    return isMine;
  });
}

const HAND_BACK = `
update report_run
set status = 'queued', step = 'waiting', progress = 0, attempts = report_run.attempts - 1, leased_until = null
where report_run.id = $1 and report_run.fence = $2 and report_run.status = 'running'
`;

const RETRY = `
update report_run
set status = 'queued', step = 'waiting to be tried again', progress = 0, failure = $3,
    leased_until = clock_timestamp() + make_interval(secs => $4)
where report_run.id = $1 and report_run.fence = $2 and report_run.status = 'running'
`;

const FAIL = `
update report_run
set status = 'failed', step = 'failed', failure = $3, finished_at = clock_timestamp(), leased_until = null
where report_run.id = $1 and report_run.fence = $2 and report_run.status = 'running'
`;

const DELETE_FILES = `
delete from report_file where report_file.run_id = $1
`;
