import type { LastReview } from '@trailkeeper/contract';
import { instantText } from '../reports/instant-text.js';
import { periodWords } from '../reports/period/period-words.js';
import type { SnapshotQuery } from '../reports/report-kind.js';
import type { ClaimedRun } from './claim-run.js';
import { type RunParameters, requestOf } from './run-parameters.js';

/**
 * The last review of another run of the same kind, service, location and account whose period begins no later than this
 * one's; of several, that of the period that ends last. It counts also when the files of that run were deleted since.
 */
export async function findLastReview(
  query: SnapshotQuery,
  { id, kind, parameters }: Pick<ClaimedRun, 'id' | 'kind' | 'parameters'>,
): Promise<LastReview | null> {
  const { service, location, account, from } = parameters;
  const [row] = await query<ReviewRow>(FIND_LAST_REVIEW, [id, kind, service, location, account, from]);
  if (row === undefined) return null;
  const { runId, reviewedBy, recordedBy, at, note } = row;
  const by = reviewedBy === recordedBy ? reviewedBy : `${reviewedBy} (recorded by ${recordedBy})`;
  return { runId, periodWords: periodWords(requestOf(row.parameters)), by, at, note };
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
where run.id <> $1 and run.kind = $2 and run.status = 'done' and run.parameters ->> 'service' = $3
  and run.parameters ->> 'location' is not distinct from $4
  and run.parameters ->> 'account' is not distinct from $5
  and (run.parameters ->> 'from')::timestamptz <= $6::timestamptz
order by (run.parameters ->> 'to')::timestamptz desc, review.reviewed_at desc, review.id desc
limit 1
`;
