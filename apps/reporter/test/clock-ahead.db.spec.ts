import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import { captureLog } from '@trailkeeper/http';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { mendEarlySlots } from '../src/schedules/mend-early-slots.js';
import { ScheduleMetrics } from '../src/schedules/schedule-metrics.js';
import { SlotMaker } from '../src/schedules/slot-maker.service.js';
import { aSchedule } from './made-schedule.js';
import { anEvent, insertEvents } from './sent-event.js';
import { insertSlot, insertTarget } from './sent-slot.js';
import { type SlotWorkers, startSlotWorkers } from './slot-workers.js';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-06-01T12:00:00Z');
const DAYS = 30;

let database: TestDatabase;
let owner: DataSource;
let reporter: DataSource;
let now: Date;
let workers: SlotWorkers | undefined;
const log = captureLog();
const registry = new Registry();
let maker: SlotMaker;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
  reporter = await openDataSource({ url: database.reporterUrl, applicationName: 'test', poolSize: 4 });
  const logger = pino({ formatters: { level: (level) => ({ level }) } }, log.destination);
  maker = new SlotMaker(reporter, { now: async () => now }, logger, new ScheduleMetrics(registry));
});
beforeEach(() => execute(owner, 'truncate schedule, report_run cascade'));
afterAll(async () => {
  await workers?.stop();
  await reporter?.destroy();
  await owner?.destroy();
  await database?.drop();
});

/** It is `ms` now; what is due is made and comes to its end. */
async function liveAt(ms: number): Promise<void> {
  now = new Date(ms);
  await maker.makeDue();
  for (const deadline = Date.now() + 60_000; (await query(owner, FIND_WORK, [now])).length > 0; await sleep(25)) {
    if (Date.now() > deadline) throw new Error(`what is due at ${now.toISOString()} does not end`);
  }
}

async function stateOf(id: string) {
  const [row] = await query<{ step: string; restatements: number; starts: Date }>(owner, GET_STATE, [id]);
  return row;
}

describe('a clock that was 30 days ahead, and is set right', () => {
  it('has each period reported on when it is over, with all of its events', async () => {
    await aSchedule(owner, { timeZone: 'UTC', reports: ['deletions'], madeAt: new Date(START) });
    now = new Date(START);
    workers = await startSlotWorkers(database.reporterUrl, { now: () => now });
    await liveAt(START + DAYS * DAY_MS);
    const events = [...Array(DAYS).keys()];
    for (const day of events) {
      await liveAt(START + day * DAY_MS);
      const occurredAt = new Date(START + day * DAY_MS);
      await insertEvents(owner, [anEvent({ action: 'kms.secrets.delete', occurredAt, arrivedAt: occurredAt })]);
    }
    await liveAt(START + DAYS * DAY_MS);
    await workers.stop();
    workers = undefined;

    const last = await query<Ended>(owner, FIND_LAST);
    // A slot of each day; that of the first reports on the day on which the clock went wrong.
    expect(last.map(({ dueAt }) => dueAt)).toEqual(events.map((day) => new Date(START + (day + 0.75) * DAY_MS)));
    for (const { status, restates, startedAt, startsAt, arrivedSince } of last) {
      expect([status, arrivedSince]).toEqual(['delivered', 1]);
      expect(restates).not.toBeNull();
      expect(startedAt.getTime()).toBeGreaterThanOrEqual(startsAt.getTime());
      expect(startedAt.getTime()).toBeLessThan(startsAt.getTime() + DAY_MS);
    }
    expect(await query(owner, 'select from schedule_slot')).toHaveLength(2 * DAYS);
    const errors = log.lines().filter(({ level }) => level === 'error');
    expect(errors).toMatchObject([{ sentBack: 0, restated: DAYS }]);
    expect((await registry.getSingleMetric('trailkeeper_slots_early_total')?.get())?.values[0]?.value).toBe(DAYS);
  }, 240_000);
});

describe('what was begun before its time', () => {
  const early = { startsAt: '2026-07-01T06:00:00Z', dueAt: '2026-07-01T06:00:00Z' };
  const at = new Date(START);

  it.each(['reporting', 'bundling'] as const)('waits again while it is %s', async (step) => {
    const schedule = await aSchedule(owner, { madeAt: at });
    const id = await insertSlot(owner, schedule, { ...early, status: 'running', step });
    expect(await mendEarlySlots(reporter, at)).toEqual({ sentBack: 1, restated: 0 });
    expect(await mendEarlySlots(reporter, at)).toEqual({ sentBack: 0, restated: 0 });
    expect(await stateOf(id)).toMatchObject({ step: 'waiting', restatements: 0 });
  });

  it.each([
    ['running', 'delivering'],
    ['notifying', 'notifying'],
    ['failed', 'ended'],
    ['delivered', 'ended'],
  ] as const)('is restated once if it is %s (%s) with a bundle, however many look', async (status, step) => {
    const id = await bundled({ ...early, status, step });
    const mended = await Promise.all(Array.from({ length: 4 }, () => mendEarlySlots(reporter, at)));
    expect(mended.map(({ restated }) => restated).sort()).toEqual([0, 0, 0, 1]);
    expect(await mendEarlySlots(reporter, at)).toEqual({ sentBack: 0, restated: 0 });
    expect(await stateOf(id)).toEqual({ step, restatements: 1, starts: new Date(early.startsAt) });
  });

  it.each([
    ['still waits', { ...early }],
    ['was skipped', { ...early, status: 'skipped', step: 'ended' }],
    ['was no more than five minutes early', { startsAt: '2026-06-01T12:05:00Z', status: 'delivered', step: 'ended' }],
    ['was not early', { startsAt: '2026-06-01T12:00:00Z', status: 'delivered', step: 'ended' }],
  ] as const)('is left as it is if it %s', async (_, state) => {
    await bundled(state);
    expect(await mendEarlySlots(reporter, at)).toEqual({ sentBack: 0, restated: 0 });
  });

  async function bundled(state: Parameters<typeof insertSlot>[2]): Promise<string> {
    const target = await insertTarget(owner, `target ${Math.random()}`);
    const schedule = await aSchedule(owner, { madeAt: at, targets: [target], noticeTargets: [target] });
    const id = await insertSlot(owner, schedule, state);
    await execute(owner, INSERT_KEY);
    await execute(owner, INSERT_BUNDLE, [id]);
    return id;
  }
});

interface Ended {
  dueAt: Date;
  status: string;
  restates: string | null;
  startsAt: Date;
  startedAt: Date;
  arrivedSince: number | null;
}

const FIND_WORK = `
select from schedule_slot slot where slot.step <> 'ended' and (slot.starts_at <= $1 or slot.step <> 'waiting')
`;

const FIND_LAST = `
select slot.due_at as "dueAt", slot.status, slot.restates, slot.starts_at as "startsAt", slot.started_at as "startedAt",
       (bundle.changes ->> 'arrivedSince')::integer as "arrivedSince"
from schedule_slot slot
join export_bundle bundle on bundle.slot_id = slot.id
where not exists (select from schedule_slot later where later.restates = slot.id)
order by slot.due_at
`;

const GET_STATE = `
select slot.step, count(later.id)::integer as "restatements", max(later.starts_at) as "starts"
from schedule_slot slot
left join schedule_slot later on later.restates = slot.id
where slot.id = $1
group by slot.id
`;

const INSERT_KEY = `
insert into signing_key (id, public_key, sealed_private_key, created_by)
select '0123456789abcdef', decode(repeat('00', 32), 'hex'), '', 'test'
where not exists (select from signing_key)
`;

const INSERT_BUNDLE = `
insert into export_bundle (id, slot_id, name, bytes, sha256, is_empty, data_as_of, signing_key_id, manifest)
select gen_random_uuid(), $1, 'x.zip', 1, repeat('0', 64), true, now(), min(signing_key.id), '{}'
from signing_key
`;
