import { query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** A schedule that makes no slots by itself, of one small report, to a folder. */
export const INSERT_SCHEDULE = [
  `insert into delivery_target (id, name, kind, settings, created_by, updated_by)
   values ('11111111-1111-4111-8111-111111111111', 'auditor', 'directory', '{"path": "auditor"}', 'test', 'test')`,
  `insert into schedule (name, definition, slots_made_until, created_by, updated_by)
   values ('daily', '{
     "reports": ["deletions"], "services": ["kms"], "location": null, "account": null, "formats": ["csv", "pdf"],
     "includeEvents": false, "period": {"kind": "previous-day"}, "cron": "0 6 * * *", "timeZone": "UTC",
     "settlingTime": "PT2H", "targets": ["11111111-1111-4111-8111-111111111111"], "noticeTargets": [],
     "owner": "somebody", "enabledFrom": null, "enabledUntil": null, "preset": null
   }', '2100-01-01Z', 'test', 'test')`,
];

/** Stores a slot of it that is due, and gives its id. */
export async function insertSlot(owner: DataSource): Promise<string> {
  const [slot] = await query<{ id: string }>(owner, INSERT_SLOT);
  return slot!.id;
}

/** Where a slot is, and how much there is of it. */
export interface SlotFacts {
  step: string;
  fence: number;
  failure: string | null;
  runs: number;
  doneRuns: number;
  documents: number;
  files: number;
  bundles: number;
  chunks: number;
  deliveries: number;
}

export async function slotFacts(owner: DataSource, id: string): Promise<SlotFacts> {
  const [row] = await query<SlotFacts>(owner, GET_SLOT, [id]);
  return row!;
}

/** As when what held a run or a slot had not been heard of for long enough. */
export const END_LEASES = [
  `update report_run set leased_until = clock_timestamp() - interval '1 s' where report_run.status = 'running'`,
  `update schedule_slot set leased_until = clock_timestamp() - interval '1 s'
   where schedule_slot.leased_until is not null`,
];

const INSERT_SLOT = `
insert into schedule_slot (schedule_id, due_at, name, definition, period_from, period_to, starts_at)
select schedule.id, clock_timestamp(), schedule.name, schedule.definition, '2026-09-15Z', '2026-09-16Z', '2026-09-16Z'
from schedule
returning schedule_slot.id
`;

const GET_SLOT = `
select slot.step, slot.fence::int, slot.failure,
       (select count(*)::int from slot_report asked where asked.slot_id = slot.id) as "runs",
       (select count(*)::int from slot_report asked join report_run run on run.id = asked.run_id
        where asked.slot_id = slot.id and run.status = 'done') as "doneRuns",
       (select count(*)::int from slot_report asked join report_document document on document.run_id = asked.run_id
        where asked.slot_id = slot.id) as "documents",
       (select count(*)::int from slot_report asked join report_file file on file.run_id = asked.run_id
        where asked.slot_id = slot.id) as "files",
       (select count(*)::int from export_bundle bundle where bundle.slot_id = slot.id) as "bundles",
       (select count(*)::int from export_bundle bundle join export_bundle_chunk chunk on chunk.bundle_id = bundle.id
        where bundle.slot_id = slot.id) as "chunks",
       (select count(*)::int from slot_delivery delivery where delivery.slot_id = slot.id) as "deliveries"
from schedule_slot slot
where slot.id = $1
`;
