import type { ScheduleDefinition } from '@trailkeeper/contract';
import { execute, type Queryable } from '@trailkeeper/database';
import { periodOf } from './period/period-of.js';
import { startsAtOf } from './period/settling-time.js';

/**
 * Makes a slot for each of these due times of a schedule, with its definition as it is now; a due time that has one keeps that.
 * `askedBy`: the person who asked for them; null: they came due. Answers how many it made.
 */
export async function insertSlots(
  db: Queryable,
  { id, definition }: { readonly id: string; readonly definition: ScheduleDefinition },
  due: readonly Date[],
  askedBy: string | null = null,
): Promise<number> {
  const periods = due.map((dueAt) => periodOf(definition.period, dueAt, definition.timeZone));
  return execute(db, INSERT_SLOTS, [
    id,
    due,
    periods.map(({ from }) => from),
    periods.map(({ to }) => to),
    periods.map(({ to }, index) => startsAtOf(due[index] ?? to, to, definition.settlingTime)),
    askedBy,
  ]);
}

const INSERT_SLOTS = `
insert into schedule_slot (schedule_id, due_at, name, definition, period_from, period_to, starts_at, asked_by)
select schedule.id, due.due_at, schedule.name, schedule.definition, due.period_from, due.period_to, due.starts_at, $6
from schedule, unnest($2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[])
  as due (due_at, period_from, period_to, starts_at)
where schedule.id = $1
order by due.due_at
on conflict (schedule_id, due_at) where restates is null do nothing
`;
