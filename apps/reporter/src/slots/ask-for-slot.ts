import { query, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { isDueAt, lastDue } from '../schedules/due/last-due.js';
import { insertSlots } from '../schedules/insert-slots.js';
import type { DueSchedule } from '../schedules/make-due-slots.js';
import { periodOf } from '../schedules/period/period-of.js';

/**
 * The slot that was made; or why none was: no such schedule, no such due time, or a slot that is there already, of this due
 * time or of another whose period is the same.
 */
export type AskedFor =
  | { readonly kind: 'made'; readonly slotId: string; readonly dueAt: Date }
  | { readonly kind: 'no-schedule' | 'never-due' }
  | { readonly kind: 'not-due' | 'not-yet'; readonly cron: string; readonly timeZone: string }
  | { readonly kind: 'there' | 'reported'; readonly slotId: string; readonly dueAt: Date };

/**
 * Makes the slot of a due time from before a schedule was made or enabled: `dueAt`, or the last one that has come by `now`.
 * One due time has one slot, and a period that a slot of another due time reports on is not asked for again: so nothing is
 * reported twice, also where the schedule was due at another time before it was changed.
 */
export async function askForSlot(
  dataSource: DataSource,
  scheduleId: string,
  { dueAt, by, now }: { dueAt: Date | undefined; by: string; now: Date },
): Promise<AskedFor> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    const [schedule] = await query<DueSchedule>(runner, LOCK_SCHEDULE, [scheduleId]);
    if (schedule === undefined) return { kind: 'no-schedule' };
    const { cron, timeZone, period } = schedule.definition;
    const rule = { ...schedule.definition, enabledFrom: null, enabledUntil: null };
    const due = dueAt ?? lastDue(rule, now);
    if (due === undefined) return { kind: 'never-due' };
    if (due > now) return { kind: 'not-yet', cron, timeZone };
    if (!isDueAt(rule, due)) return { kind: 'not-due', cron, timeZone };
    const there = await maybeSlot(runner, scheduleId, due);
    if (there !== undefined) return { kind: 'there', slotId: there.id, dueAt: due };
    const { from, to } = periodOf(period, due, timeZone);
    const [same] = await query<{ slotId: string; dueAt: Date }>(runner, FIND_SAME_PERIOD, [scheduleId, due, from, to]);
    if (same !== undefined) return { kind: 'reported', ...same };
    await insertSlots(runner, schedule, [due], by);
    const made = await maybeSlot(runner, scheduleId, due);
    if (made === undefined) throw new Error('the slot that was asked for is not there');
    return { kind: 'made', slotId: made.id, dueAt: due };
  });
}

async function maybeSlot(runner: QueryRunner, scheduleId: string, due: Date): Promise<{ id: string } | undefined> {
  return (await query<{ id: string }>(runner, GET_SLOT, [scheduleId, due]))[0];
}

// Whoever changes the schedule, or asks for another of its slots, waits: the slot is made of what it is now.
const LOCK_SCHEDULE = `
select schedule.id, schedule.name, schedule.definition, schedule.slots_made_until as "slotsMadeUntil"
from schedule
where schedule.id = $1 and schedule.deleted_at is null
for update
`;

const GET_SLOT = `
select slot.id
from schedule_slot slot
where slot.schedule_id = $1 and slot.due_at = $2 and slot.restates is null
`;

// Reads the slots of one schedule. One that a person skipped reports on nothing.
const FIND_SAME_PERIOD = `
select slot.id as "slotId", slot.due_at as "dueAt"
from schedule_slot slot
where slot.schedule_id = $1 and slot.due_at <> $2 and slot.restates is null
  and slot.period_from = $3 and slot.period_to = $4 and slot.status <> 'skipped'
order by slot.due_at, slot.id
limit 1
`;
