import { describe, expect, it } from '@jest/globals';
import type { PeriodRule, WEEKDAYS } from '@trailkeeper/contract';
import { periodOf } from './period-of.js';
import { maybeSettlingTime, startsAtOf } from './settling-time.js';

const day: PeriodRule = { kind: 'previous-day' };
const month: PeriodRule = { kind: 'previous-month' };
const week = (weekStart: (typeof WEEKDAYS)[number]): PeriodRule => ({ kind: 'previous-week', weekStart });
const quarter = (fiscalYearStart: number): PeriodRule => ({ kind: 'previous-quarter', fiscalYearStart });
const year = (fiscalYearStart: number): PeriodRule => ({ kind: 'previous-year', fiscalYearStart });
const days = (count: number): PeriodRule => ({ kind: 'last-days', days: count });

describe('the period of a slot', () => {
  it.each<[says: string, rule: PeriodRule, zone: string, due: string, from: string, to: string]>([
    ['a day', day, 'UTC', '2026-09-15T06:00Z', '2026-09-14T00:00Z', '2026-09-15T00:00Z'],
    ['a day, due as it ends', day, 'UTC', '2026-09-15T00:00Z', '2026-09-14T00:00Z', '2026-09-15T00:00Z'],
    ['a day of 25 hours', day, 'Europe/Berlin', '2026-10-26T05:00Z', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
    ['a day of 23 hours', day, 'Europe/Berlin', '2026-03-30T04:00Z', '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
    ['a day of 24½ hours', day, 'Australia/Lord_Howe', '2026-04-05T20:00Z', '2026-04-04T13:00Z', '2026-04-05T13:30Z'],
    ['a day of 23½ hours', day, 'Australia/Lord_Howe', '2026-10-04T20:00Z', '2026-10-03T13:30Z', '2026-10-04T13:00Z'],
    ['a day without midnight', day, 'Africa/Cairo', '2026-04-25T04:00Z', '2026-04-23T22:00Z', '2026-04-24T21:00Z'],
    ['the day after one left out', day, 'Pacific/Apia', '2011-12-31T20:00Z', '2011-12-30T10:00Z', '2011-12-31T10:00Z'],
    ['the day before one left out', day, 'Pacific/Apia', '2011-12-30T20:00Z', '2011-12-29T10:00Z', '2011-12-30T10:00Z'],
    [
      'one last day before one left out',
      days(1),
      'Pacific/Apia',
      '2011-12-30T20:00Z',
      '2011-12-29T10:00Z',
      '2011-12-30T10:00Z',
    ],
    // Clocks go back at 00:01 to 23:01: the day that has begun is the new one.
    [
      'a day whose midnight comes twice',
      day,
      'America/St_Johns',
      '2010-11-07T02:40Z',
      '2010-11-06T02:30Z',
      '2010-11-07T02:30Z',
    ],
    ['a week', week('monday'), 'UTC', '2026-09-15T06:00Z', '2026-09-07T00:00Z', '2026-09-14T00:00Z'],
    ['a week, on its first day', week('tuesday'), 'UTC', '2026-09-15T06:00Z', '2026-09-08T00:00Z', '2026-09-15T00:00Z'],
    [
      'a week, on its last day',
      week('wednesday'),
      'UTC',
      '2026-09-15T06:00Z',
      '2026-09-02T00:00Z',
      '2026-09-09T00:00Z',
    ],
    ['a week over a year border', week('sunday'), 'UTC', '2026-01-05T06:00Z', '2025-12-28T00:00Z', '2026-01-04T00:00Z'],
    ['a month', month, 'UTC', '2026-09-01T00:00Z', '2026-08-01T00:00Z', '2026-09-01T00:00Z'],
    ['a month of the zone', month, 'Europe/Berlin', '2026-03-31T22:00Z', '2026-02-28T23:00Z', '2026-03-31T22:00Z'],
    ['December', month, 'UTC', '2026-01-31T00:00Z', '2025-12-01T00:00Z', '2026-01-01T00:00Z'],
    ['February of a leap year', month, 'UTC', '2028-03-01T06:00Z', '2028-02-01T00:00Z', '2028-03-01T00:00Z'],
    ['a quarter', quarter(1), 'UTC', '2026-04-01T06:00Z', '2026-01-01T00:00Z', '2026-04-01T00:00Z'],
    [
      'a quarter of a year from February',
      quarter(2),
      'UTC',
      '2026-04-01T06:00Z',
      '2025-11-01T00:00Z',
      '2026-02-01T00:00Z',
    ],
    [
      'a quarter of a year from December',
      quarter(12),
      'UTC',
      '2026-01-01T06:00Z',
      '2025-09-01T00:00Z',
      '2025-12-01T00:00Z',
    ],
    ['a year', year(1), 'UTC', '2026-12-31T23:59Z', '2025-01-01T00:00Z', '2026-01-01T00:00Z'],
    ['a year from April', year(4), 'Asia/Kolkata', '2026-03-31T18:30Z', '2025-03-31T18:30Z', '2026-03-31T18:30Z'],
    [
      'a year from April, before',
      year(4),
      'Asia/Kolkata',
      '2026-03-31T18:29Z',
      '2024-03-31T18:30Z',
      '2025-03-31T18:30Z',
    ],
    ['a leap year', year(1), 'UTC', '2029-01-01T00:00Z', '2028-01-01T00:00Z', '2029-01-01T00:00Z'],
    ['last days', days(7), 'UTC', '2028-03-03T12:00Z', '2028-02-25T00:00Z', '2028-03-03T00:00Z'],
    [
      'last days over a change',
      days(2),
      'Europe/Berlin',
      '2026-10-26T12:00Z',
      '2026-10-23T22:00Z',
      '2026-10-25T23:00Z',
    ],
  ])('is %s', (_, rule, zone, due, from, to) => {
    expect(periodOf(rule, new Date(due), zone)).toEqual({ from: new Date(from), to: new Date(to), timeZone: zone });
  });

  it.each(Array.from({ length: 12 }, (_, index) => index + 1))(
    'tiles the years with the quarters of one that begins in month %i',
    (start) => {
      const found = new Map<number, Date>();
      for (let due = Date.UTC(2025, 0, 1, 6); due < Date.UTC(2029, 0, 1); due += 7 * 86_400_000) {
        const { from, to } = periodOf(quarter(start), new Date(due), 'UTC');
        const whole = periodOf(year(start), new Date(due), 'UTC');
        expect(whole.to <= to && to <= new Date(due)).toBe(true);
        expect([(from.getUTCMonth() + 13 - start) % 3, whole.from.getUTCMonth() + 1]).toEqual([0, start]);
        found.set(from.getTime(), to);
      }
      expect(found.size).toBeGreaterThanOrEqual(16);
      const [...quarters] = found;
      quarters.slice(1).forEach(([from], index) => expect(quarters[index]?.[1].getTime()).toBe(from));
    },
  );
});

describe('the settling time', () => {
  it.each([
    ['PT2H', '2026-09-15T06:00Z', '2026-09-15T00:00Z', '2026-09-15T06:00Z'],
    ['PT8H', '2026-09-15T06:00Z', '2026-09-15T00:00Z', '2026-09-15T08:00Z'],
    ['P3D', '2026-09-15T06:00Z', '2026-09-15T00:00Z', '2026-09-18T00:00Z'],
    ['PT0M', '2026-09-15T00:00Z', '2026-09-15T00:00Z', '2026-09-15T00:00Z'],
  ])('of %s begins a slot due %s, whose period ends %s, at %s', (settling, due, to, expected) => {
    expect(startsAtOf(new Date(due), new Date(to), settling)).toEqual(new Date(expected));
  });

  it.each([
    ['PT2H', 'PT2H'],
    ['pt90m', 'PT90M'],
    ['P1DT12H', 'P1DT12H'],
    ['P31D', 'P31D'],
    ['P4W3D', 'P4W3D'],
  ])('may be %s', (text, kept) => expect(maybeSettlingTime(text)).toBe(kept));

  it.each([
    '',
    'P',
    'PT',
    '2h',
    'P1M',
    'P1Y',
    'PT1.5H',
    '-PT2H',
    'PT-2H',
    'P32D',
    'P31DT1M',
    'PT99999M',
    'P5W',
    'PT2S',
  ])('may not be %p', (text) => expect(maybeSettlingTime(text)).toBeUndefined());
});
