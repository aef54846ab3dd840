import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { defineSchedule } from '../src/schedules/define-schedule.js';
import { makeDueSlots } from '../src/schedules/make-due-slots.js';
import { PRESETS } from '../src/schedules/presets/index.js';
import { scheduleRequestSchema } from '../src/schedules/schedule-request.js';
import { aSchedule } from './made-schedule.js';
import { cronNames, dayStarts, dueByWalking, walk } from './schedule-oracle.js';
import { testSeed } from './seed.js';

const seed = testSeed('a year of schedules');
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
// At no due time of any of the zones.
const MADE_AT = Date.UTC(2026, 0, 1, 0, 7);
const END = Date.UTC(2027, 0, 1, 0, 7);

/** What a preset asks for, told apart from it: its due times as cron, and where its periods begin. */
const DUTIES: Record<string, { cron: string; begins: (date: Date) => boolean; settlesMs: number }> = {
  'pci-dss-10.4.1-daily-review': { cron: '0 6 * * *', begins: () => true, settlesMs: 2 * HOUR_MS },
  'fedramp-au-6-weekly-review': {
    ...{ cron: '0 6 * * 1', settlesMs: 2 * HOUR_MS },
    begins: (date) => date.getUTCDay() === 1,
  },
  'sox-quarter-pack': {
    ...{ cron: '0 6 3 1,4,7,10 *', settlesMs: DAY_MS },
    begins: (date) => date.getUTCDate() === 1 && date.getUTCMonth() % 3 === 0,
  },
};

let database: TestDatabase;
let one: DataSource;
let other: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  one = await openDataSource({ url: database.reporterUrl, applicationName: 'one', poolSize: 2 });
  other = await openDataSource({ url: database.reporterUrl, applicationName: 'other', poolSize: 2 });
});
afterAll(async () => {
  await one?.destroy();
  await other?.destroy();
  await database?.drop();
});

/** The slots of a duty in a zone, found by watching its clocks each half hour (all four are on half hours). */
function expectedSlots(preset: string, zone: string) {
  const duty = DUTIES[preset];
  if (duty === undefined) throw new Error(`of ${preset} nothing is expected yet`);
  const shown = [...walk(zone, Date.UTC(2025, 7, 1), END, 30)];
  const borders = [...dayStarts(shown)].slice(1).filter(([day]) => duty.begins(new Date(day * DAY_MS)));
  return dueByWalking(shown, cronNames(duty.cron))
    .filter((due) => due > MADE_AT)
    .map((due) => {
      const [from, to] = borders
        .map(([, instant]) => instant)
        .filter((instant) => instant <= due)
        .slice(-2);
      if (from === undefined || to === undefined) throw new Error('the walk began too late');
      return { due, from, to, starts: Math.max(due, to + duty.settlesMs) };
    });
}

/** Clocks as they may go in a year: looks in close order, after downtimes of days, set ahead and back. It ends at the end. */
function clockOfAYear(): Date[] {
  const moves = fc.array(
    fc.oneof(
      { arbitrary: fc.integer({ min: 1_000, max: 2 * DAY_MS }), weight: 12 },
      { arbitrary: fc.integer({ min: 3 * DAY_MS, max: 20 * DAY_MS }), weight: 2 },
      { arbitrary: fc.integer({ min: -15 * DAY_MS, max: -1_000 }), weight: 3 },
    ),
    { minLength: 250, maxLength: 250 },
  );
  const clock: Date[] = [];
  let now = MADE_AT;
  for (const move of fc.sample(moves, { seed, numRuns: 1 })[0] ?? []) {
    now = Math.min(END, Math.max(MADE_AT - DAY_MS, now + move));
    clock.push(new Date(now));
  }
  return [...clock, new Date(END)];
}

describe('a year of schedules, with two reporters, downtimes and a clock that jumps', () => {
  const ids = new Map<string, string>();
  const cases = PRESETS.flatMap(({ id }) => ZONES.map((zone) => [id, zone] as const));

  beforeAll(async () => {
    const settings = { weekStart: 'monday', fiscalYearStart: 1 } as const;
    for (const [preset, timeZone] of cases) {
      const name = `${preset} ${timeZone}`;
      const targets = ['11111111-1111-4111-8111-111111111111'];
      const body = scheduleRequestSchema.parse({ name, preset, timeZone, targets });
      const madeAt = new Date(MADE_AT);
      const definition = defineSchedule(body, { now: madeAt, caller: 'ann', settings });
      ids.set(name, await aSchedule(one, { name, madeAt, ...definition }));
    }
    let made = 0;
    for (const now of clockOfAYear()) {
      // Their clocks are one, but neither looks at the same moment.
      const late = new Date(Math.min(END, now.getTime() + 1_500));
      const results = await Promise.all([makeDueSlots(one, now), makeDueSlots(other, late)]);
      made += results[0] + results[1];
    }
    const [row] = await query<{ slots: number }>(one, 'select count(*)::integer as slots from schedule_slot');
    expect(row?.slots).toBe(made);
  }, 240_000);

  it.each(cases)('%s in %s: each slot exactly once, its periods without gap or overlap', async (preset, zone) => {
    const slots = await query<{ due: Date; from: Date; to: Date; starts: Date }>(one, FIND_SLOTS, [
      ids.get(`${preset} ${zone}`),
    ]);
    const expected = expectedSlots(preset, zone);
    const found = slots.map((slot) => ({
      ...{ due: slot.due.getTime(), from: slot.from.getTime() },
      ...{ to: slot.to.getTime(), starts: slot.starts.getTime() },
    }));
    expect(found).toEqual(expected);
    found.slice(1).forEach(({ from }, index) => expect(found[index]?.to).toBe(from));
    const count = { 'pci-dss-10.4.1-daily-review': 365, 'fedramp-au-6-weekly-review': 52, 'sox-quarter-pack': 4 }[
      preset
    ];
    expect(found.length).toBe(count);
  });
});

const FIND_SLOTS = `
select slot.due_at as "due", slot.period_from as "from", slot.period_to as "to", slot.starts_at as "starts"
from schedule_slot slot
where slot.schedule_id = $1
order by slot.due_at, slot.id
`;
