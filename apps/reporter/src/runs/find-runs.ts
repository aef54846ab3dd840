import type { ReportDeletion, ReportFile, ReportReview, ReportRun, RunStatus } from '@trailkeeper/contract';
import { instantText, query, type Queryable } from '@trailkeeper/database';
import { ApiError, type PagePosition, isUuid } from '@trailkeeper/http';
import type { RunParameters } from './run-parameters.js';

export interface RunFilter {
  readonly kind?: string | undefined;
  readonly service?: string | undefined;
  readonly status?: RunStatus | undefined;
  readonly requestedBy?: string | undefined;
  readonly requestedFrom?: Date | undefined;
  readonly requestedTo?: Date | undefined;
  /** Runs whose own period overlaps this one. */
  readonly periodFrom?: Date | undefined;
  readonly periodTo?: Date | undefined;
  readonly reviewed?: boolean | undefined;
  readonly deleted?: boolean | undefined;
  readonly after?: PagePosition | undefined;
  readonly limit: number;
}

/** Runs, the newest request first; one more than `limit` if there are more. */
export async function findRuns(db: Queryable, { after, limit, ...filter }: RunFilter): Promise<ReportRun[]> {
  const { kind, service, status, requestedBy, requestedFrom, requestedTo, periodFrom, periodTo } = filter;
  const wanted = [
    ...[kind, service, status, requestedBy, requestedFrom, requestedTo, periodFrom, periodTo],
    ...[filter.reviewed, filter.deleted, after?.at, after?.id],
  ];
  const params = [...wanted.map((value) => value ?? null), limit + 1];
  return (await query<RunRow>(db, FIND_RUNS, params)).map(toRun);
}

/** The run with this id. Throws ApiError 404. */
export async function getRun(db: Queryable, id: string): Promise<ReportRun> {
  const run = await maybeRun(db, id);
  if (run === undefined) throw new ApiError('not_found', 404, `There is no report run "${id}".`);
  return run;
}

/** The run with this id, or undefined; also for an id that is no UUID. */
export async function maybeRun(db: Queryable, id: string): Promise<ReportRun | undefined> {
  if (!isUuid(id)) return undefined;
  return (await query<RunRow>(db, GET_RUN, [id])).map(toRun)[0];
}

interface RunRow extends Omit<ReportRun, keyof RunParameters> {
  parameters: RunParameters;
  files: ReportFile[];
  reviews: ReportReview[];
  deletion: ReportDeletion | null;
}

function toRun({ id, kind, parameters, ...rest }: RunRow): ReportRun {
  return { id, kind, ...parameters, ...rest };
}

// Files are those of the run's last claim, and only once it is done; their rows outlive their bytes.
// uses report_review_run_id_idx
const RUN = `
select run.id, run.kind, run.parameters, run.status, run.step, run.progress,
       run.requested_by as "requestedBy", ${instantText('run.requested_at')} as "requestedAt",
       ${instantText('run.started_at')} as "startedAt", ${instantText('run.finished_at')} as "finishedAt",
       run.failure, run.catalog_version as "catalogVersion",
       coalesce((
         select json_agg(json_build_object(
           'name', file.name, 'format', file.format, 'bytes', file.bytes, 'sha256', file.sha256
         ) order by file.format desc)
         from report_file file
         where run.status = 'done' and file.run_id = run.id and file.fence = run.fence and file.bytes is not null
       ), '[]') as "files",
       coalesce((
         select json_agg(json_build_object(
           'id', review.id, 'reviewedBy', review.reviewed_by, 'recordedBy', review.recorded_by,
           'reviewedAt', ${instantText('review.reviewed_at')}, 'note', review.note
         ) order by review.reviewed_at, review.id)
         from report_review review
         where review.run_id = run.id
       ), '[]') as "reviews",
       case when run.deleted_at is not null then json_build_object(
         'at', ${instantText('run.deleted_at')}, 'by', run.deleted_by, 'reason', run.deletion_reason
       ) end as "deletion"
from report_run run
`;

const GET_RUN = `
${RUN}
where run.id = $1
`;

// uses report_run_requested_at_idx
const FIND_RUNS = `
${RUN}
where ($1::text is null or run.kind = $1)
  and ($2::text is null or run.parameters ->> 'service' = $2)
  and ($3::text is null or run.status = $3)
  and ($4::text is null or run.requested_by = $4)
  and ($5::timestamptz is null or run.requested_at >= $5)
  and ($6::timestamptz is null or run.requested_at < $6)
  and ($7::timestamptz is null or (run.parameters ->> 'to')::timestamptz > $7)
  and ($8::timestamptz is null or (run.parameters ->> 'from')::timestamptz < $8)
  and ($9::boolean is null or exists (select from report_review review where review.run_id = run.id) = $9)
  and ($10::boolean is null or (run.deleted_at is not null) = $10)
  and ($11::timestamptz is null or (run.requested_at, run.id) < ($11::timestamptz, $12::uuid))
order by run.requested_at desc, run.id desc
limit $13
`;
