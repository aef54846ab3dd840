import type { ScheduleDefinition } from '@trailkeeper/contract';
import { query, type Queryable } from '@trailkeeper/database';

/** A definition that holds, every day at 06:00 in Berlin unless `changes` say otherwise. */
export function aDefinition(changes: Partial<ScheduleDefinition> = {}): ScheduleDefinition {
  return {
    reports: ['failures'],
    services: ['kms'],
    location: null,
    account: null,
    formats: ['pdf', 'csv'],
    includeEvents: true,
    period: { kind: 'previous-day' },
    cron: '0 6 * * *',
    timeZone: 'Europe/Berlin',
    settlingTime: 'PT2H',
    targets: [],
    noticeTargets: [],
    owner: 'ann',
    enabledFrom: null,
    enabledUntil: null,
    preset: null,
    ...changes,
  };
}

/** Stores a schedule as the API does, made at `madeAt`; answers its id. */
export async function aSchedule(
  db: Queryable,
  { name = 'daily', madeAt, ...changes }: Partial<ScheduleDefinition> & { name?: string; madeAt: Date },
): Promise<string> {
  const [row] = await query<{ id: string }>(db, INSERT_SCHEDULE, [name, aDefinition(changes), madeAt]);
  if (row === undefined) throw new Error('no schedule was stored');
  return row.id;
}

const INSERT_SCHEDULE = `
insert into schedule (name, definition, slots_made_until, created_by, updated_by)
values ($1, $2::jsonb, $3, 'ann', 'ann')
returning schedule.id
`;
