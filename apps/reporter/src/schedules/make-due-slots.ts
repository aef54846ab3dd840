import type { ScheduleDefinition } from '@trailkeeper/contract';
import { execute, isUnavailable, query, retried, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { dueTimes, nextDue } from './due/due-times.js';
import { insertSlots } from './insert-slots.js';

export interface MakingOptions {
  /** Told of a schedule whose slots could not be made; without it, that ends the making. */
  readonly onFailed?: (schedule: { readonly id: string; readonly name: string }, error: unknown) => void;
  /** Ends the making between two transactions. */
  readonly isStopped?: () => boolean;
}

/** A schedule as far as its slots need it. */
export interface DueSchedule {
  readonly id: string;
  readonly name: string;
  readonly definition: ScheduleDefinition;
  readonly slotsMadeUntil: Date;
}

/**
 * Makes one slot for each due time of every schedule that has come by `now`, however long ago: what a downtime left out is
 * made after it. Safe to run at once from several processes, and whatever `now` they are given: a schedule is skipped while
 * another has it, what is made up to is never moved back, and one due time has one slot. Answers how many it made.
 */
export async function makeDueSlots(dataSource: DataSource, now: Date, options: MakingOptions = {}): Promise<number> {
  let made = 0;
  for (const schedule of await query<DueSchedule>(dataSource, FIND_SCHEDULES, [now])) {
    try {
      if (!isDue(schedule, now)) continue;
      for (let pass: Pass = 'goes on'; pass === 'goes on' && !(options.isStopped?.() ?? false);) {
        const result = await makePass(dataSource, schedule.id, now);
        made += result.made;
        pass = result.pass;
      }
    } catch (error) {
      // Without the database none of the others would do better.
      if (options.onFailed === undefined || isUnavailable(error)) throw error;
      options.onFailed(schedule, error);
    }
  }
  return made;
}

type Pass = 'goes on' | 'ended';

function makePass(dataSource: DataSource, id: string, now: Date): Promise<{ made: number; pass: Pass }> {
  return retried(() =>
    withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
      const [schedule] = await query<DueSchedule>(runner, LOCK_SCHEDULE, [id]);
      if (schedule === undefined) return { made: 0, pass: 'ended' };
      return makeSomeSlots(runner, schedule, now);
    }),
  );
}

/**
 * Makes all slots of a schedule that are due by `now` in a transaction that holds its row, before it is changed or deleted.
 * Answers how many it made.
 */
export async function makeSlotsOf(runner: QueryRunner, schedule: DueSchedule, now: Date): Promise<number> {
  let made = 0;
  let { slotsMadeUntil } = schedule;
  for (let pass: Pass = 'goes on'; pass === 'goes on';) {
    const result = await makeSomeSlots(runner, { ...schedule, slotsMadeUntil }, now);
    made += result.made;
    ({ pass, slotsMadeUntil } = result);
  }
  return made;
}

/** 1,000: a transaction stays short, also after a year of a schedule that is due every few minutes. */
const SLOTS_PER_PASS = 1_000;

async function makeSomeSlots(
  runner: QueryRunner,
  schedule: DueSchedule,
  now: Date,
): Promise<{ made: number; pass: Pass; slotsMadeUntil: Date }> {
  const { definition, slotsMadeUntil } = schedule;
  const due: Date[] = [];
  for (const dueAt of dueTimes(definition, slotsMadeUntil)) {
    if (dueAt > now || due.length === SLOTS_PER_PASS) break;
    due.push(dueAt);
  }
  const last = due.at(-1);
  if (last === undefined) return { made: 0, pass: 'ended', slotsMadeUntil };
  const made = await insertSlots(runner, schedule, due);
  const isFull = due.length === SLOTS_PER_PASS;
  const until = isFull ? last : now;
  await execute(runner, SET_MADE_UNTIL, [schedule.id, until]);
  return { made, pass: isFull ? 'goes on' : 'ended', slotsMadeUntil: until };
}

function isDue({ definition, slotsMadeUntil }: DueSchedule, now: Date): boolean {
  const due = nextDue(definition, slotsMadeUntil);
  return due !== undefined && due <= now;
}

const SCHEDULE = `
select schedule.id, schedule.name, schedule.definition, schedule.slots_made_until as "slotsMadeUntil"
from schedule
`;

// Reads the whole table, which people fill by hand: that a slot is due is known by reckoning, not by the row.
const FIND_SCHEDULES = `
${SCHEDULE}
where schedule.deleted_at is null and schedule.slots_made_until < $1
order by schedule.slots_made_until, schedule.id
`;

const LOCK_SCHEDULE = `
${SCHEDULE}
where schedule.id = $1 and schedule.deleted_at is null
for update skip locked
`;

const SET_MADE_UNTIL = `
update schedule
set slots_made_until = $2
where schedule.id = $1
`;
