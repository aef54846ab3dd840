import type { RunStatus } from '@trailkeeper/contract';
import { query, type Queryable } from '@trailkeeper/database';

/** A report that a slot is to have, with the last run that was asked for it; `runId` is null before the first. */
export interface AskedReport {
  readonly kind: string;
  readonly service: string;
  readonly runId: string | null;
  readonly status: RunStatus | null;
  readonly failure: string | null;
  /** It is done, and its files are still there. */
  readonly isKept: boolean;
}

/** The reports of a slot, in the order of services and then of kinds. */
export function findAskedReports(db: Queryable, slotId: string): Promise<AskedReport[]> {
  return query<AskedReport>(db, FIND_ASKED, [slotId]);
}

/** SQL after `from schedule_slot slot`: a row for each report of the slot, with its last run. To be ordered by `ASKED_ORDER`. */
export const ASKED_REPORTS = `
cross join jsonb_array_elements_text(slot.definition -> 'services') with ordinality as service (id, place)
cross join jsonb_array_elements_text(slot.definition -> 'reports') with ordinality as report (kind, place)
left join lateral (
  select run.id, run.status, run.failure, run.deleted_at
  from slot_report asked
  join report_run run on run.id = asked.run_id
  where asked.slot_id = slot.id and run.kind = report.kind and run.parameters ->> 'service' = service.id
  order by asked.fence desc, run.id
  limit 1
) run on true
`;

export const ASKED_ORDER = 'service.place, report.place';

const FIND_ASKED = `
select report.kind, service.id as "service", run.id as "runId", run.status, run.failure,
       coalesce(run.status = 'done' and run.deleted_at is null, false) as "isKept"
from schedule_slot slot
${ASKED_REPORTS}
where slot.id = $1
order by ${ASKED_ORDER}
`;
