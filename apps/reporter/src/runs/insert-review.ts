import type { ReportReview } from '@trailkeeper/contract';
import { instantText, query, type Queryable } from '@trailkeeper/database';

export interface NewReview {
  readonly note: string;
  /** The person, as they sign. */
  readonly reviewedBy: string;
  /** Who called the API. */
  readonly recordedBy: string;
}

/** Adds a review to a done run that has its files; undefined for any other. */
export async function maybeInsertReview(
  db: Queryable,
  runId: string,
  { note, reviewedBy, recordedBy }: NewReview,
): Promise<ReportReview | undefined> {
  const [review] = await query<ReportReview>(db, INSERT_REVIEW, [runId, note, reviewedBy, recordedBy]);
  return review;
}

// `for share`: whoever deletes the files at this moment comes first or waits.
const INSERT_REVIEW = `
insert into report_review (run_id, note, reviewed_by, recorded_by)
select run.id, $2, $3, $4
from report_run run
where run.id = $1 and run.status = 'done' and run.deleted_at is null
for share
returning report_review.id, report_review.reviewed_by as "reviewedBy", report_review.recorded_by as "recordedBy",
          ${instantText('report_review.reviewed_at')} as "reviewedAt", report_review.note
`;
