import { instantText } from '@trailkeeper/database';
import type { LastReview } from '@trailkeeper/contract';
import { periodWords } from '../reports/period/period-words.js';
import type { SnapshotQuery } from '../reports/report-kind.js';
import type { ClaimedRun } from './claim-run.js';
import { type RunParameters, requestOf } from './run-parameters.js';

/**
 * The last review of another run of the same kind, service, location and account whose period begins no later than this
 * one's. Of several those whose period ends no later either: the one that ends last, then the shortest. Only if there are
 * none, one that ends later: the one that begins last, then the shortest. Of one period the latest review. It counts also
 * when the files of that run were deleted since.
 */
export async function findLastReview(
  query: SnapshotQuery,
  { id, kind, parameters }: Pick<ClaimedRun, 'id' | 'kind' | 'parameters'>,
): Promise<LastReview | null> {
  const { service, location, account, from, to } = parameters;
  const [row] = await query<ReviewRow>(FIND_LAST_REVIEW, [id, kind, service, location, account, from, to]);
  if (row === undefined) return null;
  const { runId, reviewedBy, recordedBy, at, note } = row;
  const by = reviewedBy === recordedBy ? reviewedBy : `${reviewedBy} (recorded by ${recordedBy})`;
  return { runId, periodWords: reviewedPeriodWords(row.parameters, parameters.timeZone), by, at, note };
}

/** As the reviewed report says its period, and in which zone if that is not the one of the report that quotes it. */
function reviewedPeriodWords(reviewed: RunParameters, timeZone: string): string {
  const words = periodWords(requestOf(reviewed));
  return reviewed.timeZone === timeZone ? words : `${words} (times in ${reviewed.timeZone})`;
}

interface ReviewRow {
  runId: string;
  parameters: RunParameters;
  reviewedBy: string;
  recordedBy: string;
  at: string;
  note: string;
}

const FIND_LAST_REVIEW = `
select run.id as "runId", run.parameters, review.reviewed_by as "reviewedBy", review.recorded_by as "recordedBy",
       ${instantText('review.reviewed_at')} as "at", review.note
from report_review review
join report_run run on run.id = review.run_id
cross join lateral (
  select (run.parameters ->> 'from')::timestamptz as "from", (run.parameters ->> 'to')::timestamptz as "to"
) period
where run.id <> $1 and run.kind = $2 and run.status = 'done' and run.parameters ->> 'service' = $3
  and run.parameters ->> 'location' is not distinct from $4
  and run.parameters ->> 'account' is not distinct from $5
  and period."from" <= $6::timestamptz
order by period."to" > $7::timestamptz, case when period."to" <= $7::timestamptz then period."to" end desc,
         period."from" desc, period."to", review.reviewed_at desc, review.id desc
limit 1
`;
