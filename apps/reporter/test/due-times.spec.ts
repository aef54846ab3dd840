import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dueTimes } from '../src/schedules/due/due-times.js';
import { cronNames, dueByWalking, type Shown, walk } from './schedule-oracle.js';
import { testSeed } from './seed.js';

const seed = testSeed('due times');
const DAY_MS = 86_400_000;

/** Zones and years in which their clocks changed: over midnight, by half an hour, at a minute past, by a whole day, by two hours. */
const CHANGES: [zone: string, year: number][] = [
  ['Africa/Cairo', 2010],
  ['Africa/Cairo', 2026],
  ['Africa/Casablanca', 2026],
  ['America/Havana', 2026],
  ['America/New_York', 2026],
  ['America/Santiago', 2026],
  ['America/Sao_Paulo', 2018],
  ['America/St_Johns', 2010],
  ['America/St_Johns', 2026],
  ['Antarctica/Troll', 2026],
  ['Asia/Beirut', 2026],
  ['Asia/Kolkata', 2026],
  ['Asia/Pyongyang', 2015],
  ['Australia/Lord_Howe', 2026],
  ['Europe/Berlin', 2026],
  ['Europe/London', 2026],
  ['Pacific/Apia', 2011],
];

/** Three days around each change of the clocks in a year, or around its middle where there is none. */
function windowsOf(zone: string, year: number): Shown[][] {
  const [from, to] = [Date.UTC(year, 0, 3), Date.UTC(year, 11, 28)];
  const days = [...walk(zone, from, to, 1440)];
  const changes = days.filter(
    ({ instant, minute }, index) =>
      index > 0 &&
      minute * 60_000 - instant !== (days[index - 1]?.minute ?? 0) * 60_000 - (days[index - 1]?.instant ?? 0),
  );
  const centres = changes.length === 0 ? [Date.UTC(year, 6, 1)] : changes.map(({ instant }) => instant - DAY_MS / 2);
  return centres.map((centre) => [...walk(zone, centre - 1.5 * DAY_MS, centre + 1.5 * DAY_MS)]);
}

const WINDOWS = CHANGES.flatMap(([zone, year]) => windowsOf(zone, year).map((shown) => ({ zone, shown })));

const number = (min: number, max: number) => fc.integer({ min, max }).map(String);
const list = (min: number, max: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 }).map((numbers) => numbers.join(','));
const range = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
const step = (most: number) => fc.integer({ min: 2, max: most }).map((by) => `*/${by}`);
const often = <Value>(value: Value, other: fc.Arbitrary<Value>) =>
  fc.oneof({ arbitrary: fc.constant(value), weight: 4 }, { arbitrary: other, weight: 1 });

const cronExpression = fc
  .tuple(
    fc.oneof(number(0, 59), list(0, 59), step(30), range(0, 59), fc.constantFrom('0', '30', '*')),
    fc.oneof(number(0, 4), number(23, 23), list(0, 23), range(0, 5), step(6), fc.constant('*')),
    often('*', fc.oneof(list(1, 31), range(1, 31), step(5), fc.constantFrom('L', '1,L'))),
    often('*', fc.oneof(list(1, 12), range(1, 12))),
    often('*', fc.oneof(list(0, 7), range(0, 6), step(3))),
  )
  .map((fields) => fields.join(' '));

describe('due times', () => {
  it('are what somebody finds who watches the clocks of the zone, minute by minute, when they change', () => {
    expect(WINDOWS.length).toBeGreaterThan(30);
    fc.assert(
      fc.property(fc.constantFrom(...WINDOWS), cronExpression, ({ zone, shown }, cron) => {
        const [first, last] = [shown[0]?.instant ?? 0, shown.at(-1)?.instant ?? 0];
        const found: number[] = [];
        const rule = { cron, timeZone: zone, enabledFrom: null, enabledUntil: new Date(last + 1).toISOString() };
        for (const due of dueTimes(rule, new Date(first))) found.push(due.getTime());
        expect(found).toEqual(dueByWalking(shown, cronNames(cron)));
      }),
      { seed, numRuns: 600 },
    );
  });

  it('are the same wherever the looking begins', () => {
    fc.assert(
      fc.property(fc.constantFrom(...WINDOWS), cronExpression, fc.nat(), ({ zone, shown }, cron, place) => {
        const [first, last] = [shown[0]?.instant ?? 0, shown.at(-1)?.instant ?? 0];
        const rule = { cron, timeZone: zone, enabledFrom: null, enabledUntil: new Date(last).toISOString() };
        const after = first + (place % (last - first));
        const all = [...dueTimes(rule, new Date(first))];
        expect([...dueTimes(rule, new Date(after))]).toEqual(all.filter((due) => due.getTime() > after));
      }),
      { seed, numRuns: 300 },
    );
  });
});
