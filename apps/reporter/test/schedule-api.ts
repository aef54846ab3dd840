import type { Schedule } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import { AUTHORIZATION, startReporterOnTrail } from './reporter-app.js';

export const TARGET = '11111111-1111-4111-8111-111111111111';
export const OTHER_TARGET = '22222222-2222-4222-8222-222222222222';
export const DELETED_TARGET = '33333333-3333-4333-8333-333333333333';
export const UNKNOWN_ID = '44444444-4444-4444-8444-444444444444';
export const URL = '/v1/schedules';
/** A request that is taken as it is. */
export const SCHEDULE = {
  name: 'Failures, each day',
  reports: ['failures'],
  services: ['key-protect'],
  period: { kind: 'previous-day' },
  when: { every: 'day', at: '06:00' },
  timeZone: 'Europe/Berlin',
  targets: [TARGET],
};

/** A reporter with two delivery targets and a deleted one, and its schedules as the API has them. */
export async function startScheduleApi() {
  const trail = await startReporterOnTrail();
  await query(trail.owner, INSERT_TARGET, [TARGET, 'archive', false]);
  await query(trail.owner, INSERT_TARGET, [OTHER_TARGET, 'mail', false]);
  await query(trail.owner, INSERT_TARGET, [DELETED_TARGET, 'gone', true]);
  const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object, app = trail.app) =>
    app.inject({ method, url, headers: AUTHORIZATION, ...(body && { payload: body }) });
  return {
    ...trail,
    ask,
    saved: async (changes: object = {}) => (await ask('POST', URL, { ...SCHEDULE, ...changes })).json<Schedule>(),
    namesOf: async () => (await ask('GET', URL)).json<{ items: Schedule[] }>().items.map(({ name }) => name),
    clear: () => query(trail.owner, 'truncate schedule cascade'),
  };
}

export type ScheduleApi = Awaited<ReturnType<typeof startScheduleApi>>;

const INSERT_TARGET = `
insert into delivery_target (id, name, kind, settings, created_by, updated_by, deleted_at, deleted_by)
values ($1, $2, 'directory', '{}', 'ann', 'ann', case when $3::boolean then now() end, case when $3::boolean then 'ann' end)
`;
