import { randomUUID } from 'node:crypto';
import type { ScheduleDefinition, SlotStatus, SlotStep } from '@trailkeeper/contract';
import { execute, query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** Stores a delivery target of a kind that nothing is sent to, and gives its id. */
export async function insertTarget(owner: DataSource, name: string, settings: object = {}): Promise<string> {
  const id = randomUUID();
  await execute(
    owner,
    `insert into delivery_target (id, name, kind, settings, created_by, updated_by)
     values ($1, $2, 'directory', $3, 'test', 'test')`,
    [id, name, JSON.stringify(settings)],
  );
  return id;
}

/** Stores a schedule that makes no slots by itself, and gives its id. */
export async function insertSchedule(
  owner: DataSource,
  definition: ScheduleDefinition,
  name = 'daily',
): Promise<string> {
  const [row] = await query<{ id: string }>(owner, INSERT_SCHEDULE, [name, JSON.stringify(definition)]);
  return row!.id;
}

export interface SentSlot {
  dueAt: string;
  startsAt: string;
  from: string;
  to: string;
  status: SlotStatus;
  step: SlotStep;
}

/** Stores a slot of a schedule, which waits unless said otherwise, and gives its id. */
export async function insertSlot(
  owner: DataSource,
  scheduleId: string,
  changes: Partial<SentSlot> = {},
): Promise<string> {
  const { dueAt, startsAt, from, to, status, step } = { ...SLOT, startsAt: changes.dueAt ?? SLOT.startsAt, ...changes };
  const [row] = await query<{ id: string }>(owner, INSERT_SLOT, [
    ...[scheduleId, dueAt, startsAt, from, to, status, step],
  ]);
  return row!.id;
}

/** What the row of a slot says of where it is. */
export async function slotRow(owner: DataSource, id: string): Promise<SlotRow> {
  const [row] = await query<SlotRow>(owner, GET_SLOT, [id]);
  return row!;
}

export interface SlotRow {
  status: SlotStatus;
  step: SlotStep;
  attempts: number;
  fence: string;
  leasedUntil: Date | null;
  tryAfter: Date | null;
  failure: string | null;
}

const SLOT: SentSlot = {
  dueAt: '2026-09-16T06:00:00Z',
  startsAt: '2026-09-16T06:00:00Z',
  from: '2026-09-15T00:00:00Z',
  to: '2026-09-16T00:00:00Z',
  status: 'waiting',
  step: 'waiting',
};

const INSERT_SCHEDULE = `
insert into schedule (name, definition, slots_made_until, created_by, updated_by)
values ($1, $2, '2100-01-01Z', 'test', 'test')
returning schedule.id
`;

const INSERT_SLOT = `
insert into schedule_slot
  (schedule_id, due_at, name, definition, period_from, period_to, starts_at, status, step, finished_at, skipped_by,
   skip_reason, failure)
select schedule.id, $2, schedule.name, schedule.definition, $4, $5, $3, $6, $7,
       case when $7 = 'ended' then timestamptz '2026-09-16T07:00:00Z' end,
       case when $6 = 'skipped' then 'somebody' end, case when $6 = 'skipped' then 'not needed' end,
       case when $6 in ('failed', 'notifying') then 'It did not work.' end
from schedule
where schedule.id = $1
returning schedule_slot.id
`;

const GET_SLOT = `
select slot.status, slot.step, slot.attempts, slot.fence, slot.leased_until as "leasedUntil",
       slot.try_after as "tryAfter", slot.failure
from schedule_slot slot
where slot.id = $1
`;
