import { query, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { isDueAt, lastDue } from '../schedules/due/last-due.js';
import { insertSlots } from '../schedules/insert-slots.js';
import type { DueSchedule } from '../schedules/make-due-slots.js';

/** The slot that was made; or why none was: no such schedule, no such due time, or a slot that is there already. */
export type AskedFor =
  | { readonly kind: 'made'; readonly slotId: string; readonly dueAt: Date }
  | { readonly kind: 'no-schedule' | 'never-due' }
  | { readonly kind: 'not-due' | 'not-yet'; readonly cron: string; readonly timeZone: string }
  | { readonly kind: 'there'; readonly slotId: string; readonly dueAt: Date };

/**
 * Makes the slot of a due time from before a schedule was made or enabled: `dueAt`, or the last one that has come by `now`.
 * One due time has one slot, so nothing is reported twice.
 */
export async function askForSlot(
  dataSource: DataSource,
  scheduleId: string,
  { dueAt, by, now }: { dueAt: Date | undefined; by: string; now: Date },
): Promise<AskedFor> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    const [schedule] = await query<DueSchedule>(runner, LOCK_SCHEDULE, [scheduleId]);
    if (schedule === undefined) return { kind: 'no-schedule' };
    const { cron, timeZone } = schedule.definition;
    const rule = { ...schedule.definition, enabledFrom: null, enabledUntil: null };
    const due = dueAt ?? lastDue(rule, now);
    if (due === undefined) return { kind: 'never-due' };
    if (due > now) return { kind: 'not-yet', cron, timeZone };
    if (!isDueAt(rule, due)) return { kind: 'not-due', cron, timeZone };
    const isMade = (await insertSlots(runner, schedule, [due], by)) > 0;
    const [slot] = await query<{ id: string }>(runner, GET_SLOT, [scheduleId, due]);
    if (slot === undefined) throw new Error('the slot that was asked for is not there');
    return { kind: isMade ? 'made' : 'there', slotId: slot.id, dueAt: due };
  });
}

// Whoever changes the schedule waits: the slot is made of what it is now.
const LOCK_SCHEDULE = `
select schedule.id, schedule.name, schedule.definition, schedule.slots_made_until as "slotsMadeUntil"
from schedule
where schedule.id = $1 and schedule.deleted_at is null
for share
`;

const GET_SLOT = `
select slot.id
from schedule_slot slot
where slot.schedule_id = $1 and slot.due_at = $2 and slot.restates is null
`;
