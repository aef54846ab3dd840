import type { ReportFile, ReportRun, RunStatus } from '@trailkeeper/contract';
import { query, type Queryable } from '@trailkeeper/database';
import { instantText } from '../reports/instant-text.js';
import type { RunParameters } from './run-parameters.js';

/** A place in the list: what comes after the run requested then, with that id. */
export interface RunPosition {
  readonly requestedAt: string;
  readonly id: string;
}

export interface RunFilter {
  readonly kind?: string | undefined;
  readonly service?: string | undefined;
  readonly status?: RunStatus | undefined;
  readonly after?: RunPosition | undefined;
  readonly limit: number;
}

/** Runs, the newest request first; one more than `limit` if there are more. */
export async function findRuns(
  db: Queryable,
  { kind, service, status, after, limit }: RunFilter,
): Promise<ReportRun[]> {
  const params = [
    kind ?? null,
    service ?? null,
    status ?? null,
    after?.requestedAt ?? null,
    after?.id ?? null,
    limit + 1,
  ];
  return (await query<RunRow>(db, FIND_RUNS, params)).map(toRun);
}

/** The run with this id, or undefined; also for an id that is no UUID. */
export async function maybeRun(db: Queryable, id: string): Promise<ReportRun | undefined> {
  if (!UUID.test(id)) return undefined;
  return (await query<RunRow>(db, GET_RUN, [id])).map(toRun)[0];
}

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

type RunRow = Omit<ReportRun, keyof RunParameters> & { parameters: RunParameters; files: ReportFile[] };

function toRun({ id, kind, parameters, ...rest }: RunRow): ReportRun {
  return { id, kind, ...parameters, ...rest };
}

// Files are those of the run's last claim, and only once it is done.
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
       ), '[]') as "files"
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
  and ($4::timestamptz is null or (run.requested_at, run.id) < ($4::timestamptz, $5::uuid))
order by run.requested_at desc, run.id desc
limit $6
`;
