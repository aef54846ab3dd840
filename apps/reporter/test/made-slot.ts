import type { ScheduleDefinition } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { readHorizon } from '../src/search/listing/horizon.js';

/** The definition of a schedule: September of Key Protect as CSV with its events, to nobody. */
export function aDefinition(changes: Partial<ScheduleDefinition> = {}): ScheduleDefinition {
  return {
    reports: ['event-coverage', 'deletions'],
    services: ['key-protect'],
    location: null,
    account: null,
    formats: ['csv'],
    includeEvents: true,
    period: { kind: 'previous-month' },
    cron: '0 6 1 * *',
    timeZone: 'UTC',
    settlingTime: 'PT2H',
    targets: [],
    noticeTargets: [],
    owner: 'Mira Okafor',
    enabledFrom: null,
    enabledUntil: null,
    preset: null,
    ...changes,
  };
}

export interface MadeSlot {
  readonly id: string;
  readonly scheduleId: string;
  readonly name: string;
  readonly dueAt: Date;
  readonly from: Date;
  readonly to: Date;
  readonly definition: ScheduleDefinition;
}

/** A slot of September 2026 that is due on 1 October, of a schedule of its own unless one is given. */
export async function insertSlot(
  db: DataSource,
  changes: Partial<Omit<MadeSlot, 'id'>> & { restates?: string } = {},
): Promise<MadeSlot> {
  const definition = changes.definition ?? aDefinition();
  const name = changes.name ?? `Keys monthly ${Math.random()}`;
  const slot = {
    name,
    definition,
    dueAt: new Date('2026-10-01T06:00:00Z'),
    from: new Date('2026-09-01T00:00:00Z'),
    to: new Date('2026-10-01T00:00:00Z'),
    ...changes,
  };
  const scheduleId = changes.scheduleId ?? (await insertSchedule(db, slot));
  const restated =
    changes.restates === undefined ? [null, null, null] : [changes.restates, 'test', 'Events came late.'];
  const [row] = await query<{ id: string }>(db, INSERT_SLOT, [
    ...[scheduleId, slot.dueAt, name, JSON.stringify(definition), slot.from, slot.to, ...restated],
  ]);
  return { ...slot, scheduleId, id: row!.id };
}

async function insertSchedule(db: DataSource, slot: Pick<MadeSlot, 'name' | 'definition' | 'dueAt'>): Promise<string> {
  const params = [slot.name, JSON.stringify(slot.definition), slot.dueAt];
  const [row] = await query<{ id: string }>(db, INSERT_SCHEDULE, params);
  return row!.id;
}

/** Writes down what is committed as what the slot begins with, and the runs of its reports. */
export async function beginSlot(db: DataSource, slotId: string, runIds: readonly string[]) {
  const horizon = await readHorizon(db);
  await query(db, SET_HORIZON, [slotId, JSON.stringify(horizon)]);
  await query(db, INSERT_REPORTS, [slotId, runIds]);
  return horizon;
}

const INSERT_SCHEDULE = `
insert into schedule (name, definition, slots_made_until, created_by, updated_by)
values ($1, $2, $3, 'test', 'test')
returning schedule.id
`;

const INSERT_SLOT = `
insert into schedule_slot
  (schedule_id, due_at, name, definition, period_from, period_to, starts_at, restates, restated_by, restate_reason)
values ($1, $2, $3, $4, $5, $6, $2, $7, $8, $9)
returning schedule_slot.id
`;

const SET_HORIZON = `
update schedule_slot set horizon = $2 where schedule_slot.id = $1
`;

const INSERT_REPORTS = `
insert into slot_report (slot_id, run_id, fence) select $1, run.id, 1 from unnest($2::uuid[]) as run (id)
`;
