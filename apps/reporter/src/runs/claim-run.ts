import { execute, query, type Queryable, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import type { RunParameters } from './run-parameters.js';

/** After three tries a run has failed (issue: "failed with a reason after three tries"). */
export const MAX_ATTEMPTS = 3;

/** A run that this process may make, as long as it holds the lease. `fence` proves it: each claim has a higher one. */
export interface ClaimedRun {
  readonly id: string;
  readonly kind: string;
  readonly parameters: RunParameters;
  readonly requestedBy: string;
  readonly attempts: number;
  readonly fence: string;
}

/**
 * Claims the longest waiting run, or one whose holder let its lease run out; undefined if there is none. What an earlier
 * try left behind is deleted. Runs that were tried too often are failed on the way.
 */
export async function claimRun(
  dataSource: DataSource,
  { leaseMs }: { leaseMs: number },
): Promise<ClaimedRun | undefined> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    await failAbandoned(runner);
    const [claimed] = await query<ClaimedRun>(runner, CLAIM_RUN, [leaseMs / 1000]);
    if (claimed !== undefined) await execute(runner, DELETE_LEFTOVERS, [claimed.id, claimed.fence]);
    return claimed;
  });
}

async function failAbandoned(db: Queryable): Promise<void> {
  await execute(db, FAIL_ABANDONED, [MAX_ATTEMPTS]);
}

// The database's clock decides, so that hosts need not agree on the time. The last fault stays in the reason.
// uses report_run_open_idx
const FAIL_ABANDONED = `
update report_run
set status = 'failed', step = 'failed', finished_at = clock_timestamp(), leased_until = null,
    failure = 'The process making it stopped ' || report_run.attempts || ' times before it was done.'
      || coalesce(' Before that: ' || report_run.failure, '')
where report_run.id in (
  select run.id
  from report_run run
  where run.status = 'running' and run.leased_until < clock_timestamp() and run.attempts >= $1
  for update skip locked
)
`;

// A queued run with leased_until waits until then: that is how a retry keeps its distance.
// uses report_run_open_idx
const CLAIM_RUN = `
update report_run
set status = 'running', step = 'starting', progress = 0, attempts = report_run.attempts + 1,
    fence = report_run.fence + 1, leased_until = clock_timestamp() + make_interval(secs => $1),
    started_at = clock_timestamp()
where report_run.id = (
  select run.id
  from report_run run
  where (run.status = 'queued' and (run.leased_until is null or run.leased_until < clock_timestamp()))
     or (run.status = 'running' and run.leased_until < clock_timestamp())
  order by run.requested_at, run.id
  limit 1
  for update skip locked
)
returning report_run.id, report_run.kind, report_run.parameters, report_run.requested_by as "requestedBy",
          report_run.attempts, report_run.fence
`;

// chunks go with their file
const DELETE_LEFTOVERS = `
delete from report_file where report_file.run_id = $1 and report_file.fence < $2
`;
