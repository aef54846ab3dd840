import { execute, query, retried, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { checkTargets } from './check-targets.js';
import type { NewSchedule } from './create-schedule.js';
import { type DueSchedule, makeSlotsOf } from './make-due-slots.js';

/** What became of a change: `taken` if another schedule has the name, `gone` if there is none of that id. */
export type ScheduleChange = 'changed' | 'taken' | 'gone';

/**
 * Puts another definition in the place of one. What was due by `now` is made first, as it was; what the new one would have
 * had due before is not made. Throws as `checkTargets` does.
 */
export async function changeSchedule(
  dataSource: DataSource,
  id: string,
  { name, definition, by, now }: NewSchedule,
): Promise<ScheduleChange> {
  try {
    return await withSchedule(dataSource, id, async (runner, schedule) => {
      await checkTargets(runner, definition);
      await makeSlotsOf(runner, schedule, now);
      await execute(runner, UPDATE_SCHEDULE, [id, name, JSON.stringify(definition), now, by]);
    });
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return 'taken';
    throw error;
  }
}

/** Ends a schedule. What was due by `now` is made first, and comes to its end like any slot. False if there is none. */
export async function deleteSchedule(
  dataSource: DataSource,
  id: string,
  { by, now }: { by: string; now: Date },
): Promise<boolean> {
  const change = await withSchedule(dataSource, id, async (runner, schedule) => {
    await makeSlotsOf(runner, schedule, now);
    await execute(runner, DELETE_SCHEDULE, [id, now, by]);
  });
  return change === 'changed';
}

function withSchedule(
  dataSource: DataSource,
  id: string,
  work: (runner: QueryRunner, schedule: DueSchedule) => Promise<void>,
): Promise<'changed' | 'gone'> {
  return retried(() =>
    withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
      const [schedule] = await query<DueSchedule>(runner, LOCK_SCHEDULE, [id]);
      if (schedule === undefined) return 'gone';
      await work(runner, schedule);
      return 'changed';
    }),
  );
}

const LOCK_SCHEDULE = `
select schedule.id, schedule.name, schedule.definition, schedule.slots_made_until as "slotsMadeUntil"
from schedule
where schedule.id = $1 and schedule.deleted_at is null
for update
`;

// Never moved back, also if the clock was: no due time has two slots, and none of a later definition a second one.
const UPDATE_SCHEDULE = `
update schedule
set name = $2, definition = $3::jsonb, slots_made_until = greatest(schedule.slots_made_until, $4),
    updated_by = $5, updated_at = now()
where schedule.id = $1
`;

const DELETE_SCHEDULE = `
update schedule
set slots_made_until = greatest(schedule.slots_made_until, $2), deleted_by = $3, deleted_at = now()
where schedule.id = $1
`;

const UNIQUE_VIOLATION = '23505';
