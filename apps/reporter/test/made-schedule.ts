import type { ScheduleDefinition } from '@trailkeeper/contract';
import { query, type Queryable } from '@trailkeeper/database';
import { aDefinition } from './a-definition.js';

/** A definition of every day at 06:00 in Berlin unless `changes` say otherwise. */
export function aDailyDefinition(changes: Partial<ScheduleDefinition> = {}): ScheduleDefinition {
  return aDefinition({ reports: ['failures'], timeZone: 'Europe/Berlin', owner: 'ann', ...changes });
}

/** Stores a schedule as the API does, made at `madeAt`; answers its id. */
export async function aSchedule(
  db: Queryable,
  { name = 'daily', madeAt, ...changes }: Partial<ScheduleDefinition> & { name?: string; madeAt: Date },
): Promise<string> {
  const [row] = await query<{ id: string }>(db, INSERT_SCHEDULE, [name, aDailyDefinition(changes), madeAt]);
  if (row === undefined) throw new Error('no schedule was stored');
  return row.id;
}

const INSERT_SCHEDULE = `
insert into schedule (name, definition, slots_made_until, created_by, updated_by)
values ($1, $2::jsonb, $3, 'ann', 'ann')
returning schedule.id
`;
