import { describe, expect, it } from '@jest/globals';
import { type DueRule, dueTimes } from './due-times.js';

const aRule = (cron: string, timeZone = 'UTC', changes: Partial<DueRule> = {}): DueRule => ({
  ...{ cron, timeZone, enabledFrom: null, enabledUntil: null },
  ...changes,
});

/** The first due times after a moment, to the minute. */
function firstOf(rule: DueRule, after: string, count: number): string[] {
  const found: string[] = [];
  for (const due of dueTimes(rule, new Date(after))) {
    found.push(due.toISOString().replace(':00.000Z', 'Z'));
    if (found.length === count) break;
  }
  return found;
}

describe('due times', () => {
  it.each<[says: string, cron: string, zone: string, after: string, expected: string[]]>([
    [
      'are on the clocks of the zone, in summer and in winter',
      ...(['0 6 * * *', 'Europe/Berlin', '2026-10-23T12:00:00Z'] as const),
      ['2026-10-24T04:00Z', '2026-10-25T05:00Z', '2026-10-26T05:00Z'],
    ],
    [
      'that clocks jump over are at the end of the gap',
      ...(['30 2 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z'] as const),
      ['2026-03-28T01:30Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ],
    [
      'that fall on one instant are one',
      ...(['0,20,40 2,3 * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z'] as const),
      ['2026-03-29T01:00Z', '2026-03-29T01:20Z', '2026-03-29T01:40Z', '2026-03-30T00:00Z'],
    ],
    [
      'that clocks show twice are at the first time',
      ...(['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z'] as const),
      ['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ],
    [
      'do not come again while clocks show them again',
      ...(['*/30 * * * *', 'Europe/Berlin', '2026-10-25T00:00:00Z'] as const),
      ['2026-10-25T00:30Z', '2026-10-25T02:00Z', '2026-10-25T02:30Z'],
    ],
    [
      'jumped over by half an hour are at its end',
      ...(['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z'] as const),
      ['2026-10-03T15:30Z', '2026-10-04T15:15Z'],
    ],
    [
      'shown twice for half an hour are at the first time',
      ...(['45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T00:00:00Z'] as const),
      ['2026-04-04T14:45Z', '2026-04-05T15:15Z'],
    ],
    [
      'at a midnight that clocks jump over are when the day begins',
      ...(['0 0 * * *', 'Africa/Cairo', '2026-04-22T23:00:00Z'] as const),
      ['2026-04-23T22:00Z', '2026-04-24T21:00Z'],
    ],
    [
      'on a date that the zone left out are when the next one begins, with those of its midnight',
      ...(['0 */12 * * *', 'Pacific/Apia', '2011-12-29T20:00:00Z'] as const),
      ['2011-12-29T22:00Z', '2011-12-30T10:00Z', '2011-12-30T22:00Z'],
    ],
    ['come in leap years', '0 6 29 2 *', 'UTC', '2026-01-01T00:00:00Z', ['2028-02-29T06:00Z', '2032-02-29T06:00Z']],
    ['come on last days', '0 6 L * *', 'UTC', '2026-01-31T06:00:00Z', ['2026-02-28T06:00Z', '2026-03-31T06:00Z']],
    ['may never come', '0 6 31 2 *', 'UTC', '2026-01-01T00:00:00Z', []],
  ])('%s', (_, cron, zone, after, expected) => {
    const found = firstOf(aRule(cron, zone), after, Math.max(1, expected.length));
    expect(found).toEqual(expected);
  });

  it('are after the moment, to the millisecond', () => {
    const rule = aRule('0 6 * * *');
    expect(firstOf(rule, '2026-01-01T05:59:59.999Z', 1)).toEqual(['2026-01-01T06:00Z']);
    expect(firstOf(rule, '2026-01-01T06:00:00.000Z', 1)).toEqual(['2026-01-02T06:00Z']);
  });

  it('begin at enabledFrom, included, and end at enabledUntil, excluded', () => {
    const [enabledFrom, enabledUntil] = ['2026-01-03T06:00:00.000Z', '2026-01-05T06:00:00.000Z'];
    const rule = aRule('0 6 * * *', 'UTC', { enabledFrom, enabledUntil });
    expect(firstOf(rule, '2026-01-01T00:00:00Z', 9)).toEqual(['2026-01-03T06:00Z', '2026-01-04T06:00Z']);
    expect(firstOf(rule, '2026-01-03T06:00:00Z', 9)).toEqual(['2026-01-04T06:00Z']);
  });
});
