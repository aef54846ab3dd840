import type { ReportFormat } from '@trailkeeper/contract';
import { query, type Queryable } from '@trailkeeper/database';

/** A done report run as a bundle tells of it. */
export interface BundledReport {
  readonly runId: string;
  readonly kind: string;
  readonly service: string;
  readonly catalogVersion: string;
  /** Of the stored document; null once it was deleted. */
  readonly facts: ReportFacts | null;
  readonly files: readonly BundledFile[];
}

export interface ReportFacts {
  readonly dataAsOf: string;
  /** Events in its scope that it counted. */
  readonly counted: number;
  /** Rows of its CSV. */
  readonly rows: number;
  readonly figures: readonly { label: string; value: number | null }[];
}

export interface BundledFile {
  readonly id: string;
  readonly name: string;
  readonly format: ReportFormat;
  readonly bytes: number;
  readonly rowCount: number | null;
}

/** The reports of these runs, in this order. Those that are not done, or not known, are left out. */
export async function findBundledReports(db: Queryable, runIds: readonly string[]): Promise<BundledReport[]> {
  return query<BundledReport>(db, FIND_REPORTS, [runIds]);
}

/** Whether a report found nothing of what it is about: no event in its scope, or none for a row. */
export function isEmptyReport({ facts }: BundledReport): boolean {
  return facts !== null && (facts.counted === 0 || facts.rows === 0);
}

/** Whether a report counted any event in its scope, also of none that it is about. */
export function hasEvents({ facts }: BundledReport): boolean {
  return facts !== null && facts.counted > 0;
}

/** The runs that the bundle of a slot was made of, by report kind and then by service. */
export async function findRunsOfSlot(db: Queryable, slotId: string): Promise<string[]> {
  return (await query<{ id: string }>(db, FIND_RUNS_OF_SLOT, [slotId])).map(({ id }) => id);
}

const FIND_REPORTS = `
select run.id as "runId", run.kind, run.parameters ->> 'service' as "service", run.catalog_version as "catalogVersion",
       (
         select json_build_object(
           'dataAsOf', document.document -> 'tally' ->> 'dataAsOf',
           'counted', document.document -> 'tally' -> 'counted',
           'rows', document.document -> 'csv' -> 'rows',
           'figures', document.document -> 'figures'
         )
         from report_document document
         where document.run_id = run.id
       ) as "facts",
       (
         select json_agg(json_build_object(
           'id', file.id, 'name', file.name, 'format', file.format, 'bytes', file.bytes, 'rowCount', file.row_count
         ) order by file.format desc)
         from report_file file
         where file.run_id = run.id and file.fence = run.fence and file.bytes is not null
       ) as "files"
from unnest($1::uuid[]) with ordinality as asked (id, place)
join report_run run on run.id = asked.id and run.status = 'done'
order by asked.place
`;

// A report that failed was asked for again: the last done one of each counts.
const FIND_RUNS_OF_SLOT = `
select distinct on (run.kind, run.parameters ->> 'service') run.id
from slot_report report
join report_run run on run.id = report.run_id and run.status = 'done'
where report.slot_id = $1
order by run.kind, run.parameters ->> 'service', run.requested_at desc, run.id
`;
