import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { makeDueSlots } from '../src/schedules/make-due-slots.js';
import { PRESETS } from '../src/schedules/presets/index.js';
import { testSeed } from './seed.js';
import { aPresetSchedule, clockOfAYear, END, expectedSlots, ZONES } from './year-of-presets.js';

const seed = testSeed('a year of schedules');

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

describe('a year of schedules, with two reporters, downtimes and a clock that jumps', () => {
  const ids = new Map<string, string>();
  const cases = PRESETS.flatMap(({ id }) => ZONES.map((zone) => [id, zone] as const));

  beforeAll(async () => {
    const target = '11111111-1111-4111-8111-111111111111';
    for (const [preset, zone] of cases)
      ids.set(`${preset} ${zone}`, await aPresetSchedule(one, { preset, zone, target }));
    let made = 0;
    for (const now of clockOfAYear(seed)) {
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
