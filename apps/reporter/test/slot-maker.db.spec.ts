import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { query } from '@trailkeeper/database';
import { captureLog } from '@trailkeeper/http';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { ScheduleMetrics } from '../src/schedules/schedule-metrics.js';
import { SlotMaker } from '../src/schedules/slot-maker.service.js';
import { aSchedule } from './made-schedule.js';
import { openTestTrail, type TestTrail } from './test-trail.js';

let trail: TestTrail;
let now: Date;

beforeAll(async () => {
  trail = await openTestTrail();
});
beforeEach(() => query(trail.owner, 'truncate schedule cascade'));
afterAll(() => trail?.stop());

/** The service with a clock that shows `now`, what it logs and what it tells. */
function aSlotMaker() {
  const log = captureLog();
  const registry = new Registry();
  const logger = pino({ formatters: { level: (level) => ({ level }) } }, log.destination);
  const maker = new SlotMaker(trail.reporter, { now: async () => now }, logger, new ScheduleMetrics(registry));
  const told = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values[0]?.value;
  return { maker, log, told };
}

describe('the service that makes slots', () => {
  it('makes what has come due each time it looks, and tells when it looked', async () => {
    await aSchedule(trail.reporter, { cron: '*/5 * * * *', madeAt: new Date('2026-06-10T12:00Z') });
    const { maker, told } = aSlotMaker();
    now = new Date('2026-06-10T12:04:59Z');
    await maker.makeDue();
    expect(await told('trailkeeper_slots_made_total')).toBe(0);
    now = new Date('2026-06-10T12:05:00Z');
    await Promise.all([maker.makeDue(), maker.makeDue()]);
    expect(await told('trailkeeper_slots_made_total')).toBe(1);
    expect((await told('trailkeeper_schedules_looked_timestamp_seconds')) ?? 0).toBeGreaterThan(Date.now() / 1000 - 60);
  });

  it('warns of a clock that was set, forward and backward, and makes each slot once', async () => {
    await aSchedule(trail.reporter, { timeZone: 'UTC', madeAt: new Date('2026-06-10T12:00Z') });
    const { maker, log, told } = aSlotMaker();
    for (const text of ['2026-06-10T12:00:05Z', '2026-06-13T12:00Z', '2026-06-13T12:01Z', '2026-06-10T12:00:10Z']) {
      now = new Date(text);
      await maker.makeDue();
    }
    const warnings = log.lines().filter(({ level }) => level === 'warn');
    expect(warnings.map(({ found }) => found)).toEqual(['2026-06-13T12:00:00.000Z', '2026-06-10T12:00:10.000Z']);
    expect(warnings.map(({ expected }) => String(expected).slice(0, 15))).toEqual([
      '2026-06-10T12:0',
      '2026-06-13T12:0',
    ]);
    expect([await told('trailkeeper_clock_jumps_total'), await told('trailkeeper_slots_made_total')]).toEqual([2, 3]);
  });

  it('says once, as an error, that the slots of a schedule cannot be made, and makes those of the others', async () => {
    const madeAt = new Date('2026-06-10T12:00Z');
    const id = await aSchedule(trail.reporter, { name: 'bad', timeZone: 'Mars/Olympus', madeAt });
    await aSchedule(trail.reporter, { name: 'good', madeAt });
    const { maker, log, told } = aSlotMaker();
    now = new Date('2026-06-11T12:00Z');
    for (let times = 0; times < 3; times += 1) await maker.makeDue();
    expect(log.lines().filter(({ level }) => level === 'error')).toMatchObject([{ id, name: 'bad' }]);
    expect([await told('trailkeeper_schedules_failing'), await told('trailkeeper_slots_made_total')]).toEqual([1, 1]);
  });

  it('stops', async () => {
    await aSchedule(trail.reporter, { madeAt: new Date('2026-06-10T12:00Z') });
    const { maker, told } = aSlotMaker();
    await maker.onModuleDestroy();
    now = new Date('2026-06-12T12:00Z');
    await maker.makeDue();
    expect(await told('trailkeeper_slots_made_total')).toBe(0);
  });
});
