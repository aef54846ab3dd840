import type { ScheduleDefinition } from '@trailkeeper/contract';
import { query, retried, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { checkTargets } from './check-targets.js';

export interface NewSchedule {
  readonly name: string;
  readonly definition: ScheduleDefinition;
  readonly by: string;
  /** Due times up to here are never made. */
  readonly now: Date;
}

/** Stores a schedule and answers its id, or `taken` if another has its name. Throws as `checkTargets` does. */
export function createSchedule(
  dataSource: DataSource,
  { name, definition, by, now }: NewSchedule,
): Promise<{ id: string } | 'taken'> {
  return retried(() =>
    withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
      await checkTargets(runner, definition);
      const [row] = await query<{ id: string }>(runner, INSERT_SCHEDULE, [name, JSON.stringify(definition), now, by]);
      return row ?? 'taken';
    }),
  );
}

const INSERT_SCHEDULE = `
insert into schedule (name, definition, slots_made_until, created_by, updated_by)
values ($1, $2::jsonb, $3, $4::text, $4::text)
on conflict (name) where deleted_at is null do nothing
returning schedule.id
`;
