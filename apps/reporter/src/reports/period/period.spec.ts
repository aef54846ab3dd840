import { describe, expect, it } from '@jest/globals';
import { previousPeriod } from './calendar-span.js';
import { daysOf, startOfDay } from './civil-day.js';
import { parseMoment } from './parse-moment.js';
import { duringWords, periodSlug, periodWords } from './period-words.js';
import type { Period } from './period.js';
import { findTimeZone } from './time-zone.js';

/** A period of dates or RFC 3339 times in a zone, as a request gives it. */
function aPeriod(from: string, to: string, timeZone = 'UTC'): Period {
  return { from: momentOf(from, timeZone), to: momentOf(to, timeZone), timeZone };
}

function momentOf(text: string, timeZone: string): Date {
  const moment = parseMoment(text, timeZone);
  if (moment === undefined) throw new Error(`${text} is no moment`);
  return moment;
}

describe('parseMoment', () => {
  it.each([
    ['2026-09-01', 'UTC', '2026-09-01T00:00:00.000Z'],
    ['2026-09-01', 'Europe/Berlin', '2026-08-31T22:00:00.000Z'],
    ['2026-12-01', 'Europe/Berlin', '2026-11-30T23:00:00.000Z'],
    ['2026-09-01T00:00:00Z', 'Europe/Berlin', '2026-09-01T00:00:00.000Z'],
    ['2026-09-01T02:00:00.250+02:00', 'UTC', '2026-09-01T00:00:00.250Z'],
    ['2026-09-01t00:00:00z', 'UTC', '2026-09-01T00:00:00.000Z'],
  ])('reads %s in %s as %s', (text, zone, expected) => {
    expect(parseMoment(text, zone)?.toISOString()).toBe(expected);
  });

  it.each([
    ...['', 'yesterday', '2026-9-1', '2026-02-30', '2026-09', '2026-09-01T00:00:00', '2026-09-01T00:00Z'],
    ...['2026-09-01T24:00:00Z', '2026-09-01T00:00:00.1234Z', '2026-09-01T00:00:00+25:00', '2026-W37-1', '1756684800'],
  ])('refuses %p', (text) => {
    expect(parseMoment(text, 'UTC')).toBeUndefined();
  });
});

describe('startOfDay', () => {
  it.each([
    [
      'midnight that clocks jump over',
      { year: 2018, month: 11, day: 4 },
      'America/Sao_Paulo',
      '2018-11-04T03:00:00.000Z',
    ],
    ['midnight that comes twice', { year: 2025, month: 11, day: 2 }, 'America/Havana', '2025-11-02T04:00:00.000Z'],
    ['a date that was left out', { year: 2011, month: 12, day: 30 }, 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['a zone of quarter hours', { year: 2026, month: 1, day: 1 }, 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z'],
  ])('finds %s', (_, date, zone, expected) => {
    expect(startOfDay(date, zone).toISOString()).toBe(expected);
  });
});

describe('daysOf', () => {
  it('cuts the first and the last day to the period', () => {
    const days = daysOf(aPeriod('2026-10-24T12:00:00Z', '2026-10-26T00:30:00Z', 'Europe/Berlin'));
    expect(days.map(({ date, from, to }) => `${date} ${from.toISOString()} ${to.toISOString()}`)).toEqual([
      '2026-10-24 2026-10-24T12:00:00.000Z 2026-10-24T22:00:00.000Z',
      '2026-10-25 2026-10-24T22:00:00.000Z 2026-10-25T23:00:00.000Z', // 25 hours
      '2026-10-26 2026-10-25T23:00:00.000Z 2026-10-26T00:30:00.000Z',
    ]);
  });

  it('leaves out what the zone left out', () => {
    const days = daysOf(aPeriod('2011-12-29', '2012-01-01', 'Pacific/Apia'));
    expect(days.map(({ date }) => date)).toEqual(['2011-12-29', '2011-12-31']);
  });

  it.each(['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'America/Havana'])(
    'covers a year of %s without a gap, on quarter hours',
    (zone) => {
      const period = aPeriod('2010-01-01', '2011-01-01', zone);
      const days = daysOf(period);
      expect(days).toHaveLength(365);
      expect([days[0]?.from, days.at(-1)?.to]).toEqual([period.from, period.to]);
      days.slice(1).forEach((day, index) => expect(day.from).toEqual(days[index]?.to));
      expect(days.every((day) => day.from.getTime() % 900_000 === 0)).toBe(true);
    },
  );
});

describe('a period', () => {
  it.each<[from: string, to: string, zone: string, words: string, slug: string, before: [string, string]]>([
    ['2026-09-01', '2026-10-01', 'UTC', 'September 2026', '2026-09', ['2026-08-01', '2026-09-01']],
    ['2026-03-01', '2026-04-01', 'Europe/Berlin', 'March 2026', '2026-03', ['2026-02-01', '2026-03-01']],
    ['2026-07-01', '2026-10-01', 'UTC', 'Q3 2026 (July to September)', '2026-q3', ['2026-04-01', '2026-07-01']],
    ['2026-01-01', '2027-01-01', 'UTC', '2026', '2026', ['2025-01-01', '2026-01-01']],
    [
      '2026-01-01',
      '2026-07-01',
      'UTC',
      'January to June 2026',
      '2026-01-01_to_2026-07-01',
      ['2025-07-01', '2026-01-01'],
    ],
    [
      '2025-11-01',
      '2026-03-01',
      'UTC',
      'November 2025 to February 2026',
      '2025-11-01_to_2026-03-01',
      ['2025-07-01', '2025-11-01'],
    ],
    ['2026-09-15', '2026-09-16', 'UTC', '15 September 2026', '2026-09-15', ['2026-09-14', '2026-09-15']],
    ['2026-10-25', '2026-10-26', 'Europe/Berlin', '25 October 2026', '2026-10-25', ['2026-10-24', '2026-10-25']],
    [
      '2026-09-07',
      '2026-09-14',
      'UTC',
      'week 37 of 2026 (7 to 13 September 2026)',
      '2026-w37',
      ['2026-08-31', '2026-09-07'],
    ],
    [
      '2026-09-03',
      '2026-09-17',
      'UTC',
      '3 to 16 September 2026',
      '2026-09-03_to_2026-09-17',
      ['2026-08-20', '2026-09-03'],
    ],
    [
      '2026-08-28',
      '2026-09-04',
      'UTC',
      '28 August to 3 September 2026',
      '2026-08-28_to_2026-09-04',
      ['2026-08-21', '2026-08-28'],
    ],
    [
      '2025-12-30',
      '2026-01-02',
      'UTC',
      '30 December 2025 to 1 January 2026',
      '2025-12-30_to_2026-01-02',
      ['2025-12-27', '2025-12-30'],
    ],
    [
      ...(['2026-09-03T10:15:00Z', '2026-09-03T12:15:30Z', 'Europe/Berlin'] as const),
      '3 September 2026 12:15 to 3 September 2026 14:15:30',
      '2026-09-03-1215_to_2026-09-03-141530',
      ['2026-09-03T08:14:30Z', '2026-09-03T10:15:00Z'],
    ],
    // A month of UTC is no month of Berlin.
    [
      ...(['2026-09-01T00:00:00Z', '2026-10-01T00:00:00Z', 'Europe/Berlin'] as const),
      '1 September 2026 02:00 to 1 October 2026 02:00',
      '2026-09-01-0200_to_2026-10-01-0200',
      ['2026-08-02T00:00:00Z', '2026-09-01T00:00:00Z'],
    ],
  ])('from %s to %s in %s is %s', (from, to, zone, words, slug, before) => {
    const period = aPeriod(from, to, zone);
    expect(periodWords(period)).toBe(words);
    expect(periodSlug(period)).toBe(slug);
    expect(previousPeriod(period)).toEqual(aPeriod(...before, zone));
  });

  it.each([
    ['2026-09-01', '2026-10-01', 'in September 2026'],
    ['2026-09-15', '2026-09-16', 'on 15 September 2026'],
    ['2026-09-03', '2026-09-17', 'from 3 to 16 September 2026'],
    ['2026-09-03T10:00:00Z', '2026-09-04T10:00:00Z', 'between 3 September 2026 10:00 and 4 September 2026 10:00'],
  ])('from %s to %s reads %s in a sentence', (from, to, words) => {
    expect(duringWords(aPeriod(from, to))).toBe(words);
  });
});

describe('findTimeZone', () => {
  it.each([
    ['UTC', 'UTC'],
    ['utc', 'UTC'],
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['etc/gmt+5', 'Etc/GMT+5'],
    ['asia/kathmandu', 'Asia/Kathmandu'],
    ['ASIA/KATMANDU', 'Asia/Katmandu'],
    ['us/east-indiana', 'US/East-Indiana'],
    ['america/port_of_spain', 'America/Port_of_Spain'],
    ['america/knox_in', 'America/Knox_IN'],
    ['AMERICA/ARGENTINA/COMODRIVADAVIA', 'America/Argentina/ComodRivadavia'],
    ['est5edt', 'EST5EDT'],
    ['nz-chat', 'NZ-CHAT'],
    ['JAPAN', 'Japan'],
  ])('knows %s as %s', (name, zone) => {
    expect(findTimeZone(name)).toBe(zone);
  });

  it('spells every zone of this runtime as it does', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    expect(zones.map((zone) => findTimeZone(zone.toLowerCase()))).toEqual(zones);
  });

  it.each([
    ...['', 'CET+1', '+02:00', 'Europe/Atlantis', '__proto__', 'Berlin', 'x'.repeat(1000)],
    ...['BST', 'SystemV/AST4'], // ICU's own: Dhaka, and a rule of no place
  ])('does not know %p', (name) => {
    expect(findTimeZone(name)).toBeUndefined();
  });
});
