import type { Schedule, ScheduleDefinition } from '@trailkeeper/contract';
import { instantText, query, type Queryable } from '@trailkeeper/database';
import { isUuid, type NamePosition } from '@trailkeeper/http';
import { nextDueTimes } from './next-due-times.js';
import { scheduleWarnings } from './schedule-warnings.js';

export interface ScheduleFilter {
  readonly now: Date;
  readonly after?: NamePosition | undefined;
  readonly limit: number;
}

/** Schedules by name; one more than `limit` if there are more. */
export async function findSchedules(db: Queryable, { now, after, limit }: ScheduleFilter): Promise<Schedule[]> {
  const rows = await query<ScheduleRow>(db, FIND_SCHEDULES, [after?.name ?? null, after?.id ?? null, limit + 1]);
  return rows.map((row) => scheduleOf(row, now));
}

/** The schedule with this id, or undefined; also for an id that is no UUID, and for one that is deleted. */
export async function maybeSchedule(db: Queryable, id: string, now: Date): Promise<Schedule | undefined> {
  if (!isUuid(id)) return undefined;
  return (await query<ScheduleRow>(db, GET_SCHEDULE, [id])).map((row) => scheduleOf(row, now))[0];
}

interface ScheduleRow extends Pick<Schedule, 'id' | 'name' | 'createdBy' | 'createdAt' | 'updatedBy' | 'updatedAt'> {
  readonly definition: ScheduleDefinition;
  readonly slotsMadeUntil: Date;
}

function scheduleOf({ id, name, definition, slotsMadeUntil, ...rest }: ScheduleRow, now: Date): Schedule {
  // What is made up to lies ahead where the clock was put back: none of that is due again.
  const after = slotsMadeUntil > now ? slotsMadeUntil : now;
  const nextDue = nextDueTimes(definition, after);
  return { id, name, ...definition, nextDue, warnings: scheduleWarnings(definition), ...rest };
}

const SCHEDULE = `
select schedule.id, schedule.name, schedule.definition, schedule.slots_made_until as "slotsMadeUntil",
       schedule.created_by as "createdBy", ${instantText('schedule.created_at')} as "createdAt",
       schedule.updated_by as "updatedBy", ${instantText('schedule.updated_at')} as "updatedAt"
from schedule
where schedule.deleted_at is null
`;

const GET_SCHEDULE = `
${SCHEDULE}
  and schedule.id = $1
`;

// reads and sorts the whole table, which people fill by hand
const FIND_SCHEDULES = `
${SCHEDULE}
  and ($1::text is null or (schedule.name, schedule.id) > ($1::text, $2::uuid))
order by schedule.name, schedule.id
limit $3
`;
