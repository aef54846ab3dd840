import { describe, expect, it } from '@jest/globals';
import type { HistogramInterval } from '@trailkeeper/contract';
import { endOfInterval, localBuckets, startOfInterval } from './local-buckets.js';

function edges(from: string, to: string, interval: HistogramInterval, timeZone: string): string[] {
  const buckets = localBuckets({ from: new Date(from), to: new Date(to) }, { interval, timeZone }, 1_000);
  return [...buckets.map((bucket) => bucket.from), ...buckets.slice(-1).map((bucket) => bucket.to)].map((moment) =>
    moment.toISOString().slice(0, 16),
  );
}

describe('localBuckets', () => {
  it.each([
    [
      'days of Berlin, the last one of 25 hours',
      ...(['2026-10-24', '2026-10-25T23:00Z', 'day', 'Europe/Berlin'] as const),
      ['2026-10-24T00:00', '2026-10-24T22:00', '2026-10-25T23:00'],
    ],
    [
      'days of Kolkata, cut to an odd period',
      ...(['2026-10-01T00:07Z', '2026-10-02T20:01Z', 'day', 'Asia/Kolkata'] as const),
      ['2026-10-01T00:07', '2026-10-01T18:30', '2026-10-02T18:30', '2026-10-02T20:01'],
    ],
    [
      'days of Havana, of which one has midnight twice: it begins with the first',
      ...(['2026-10-31T12:00Z', '2026-11-02T12:00Z', 'day', 'America/Havana'] as const),
      ['2026-10-31T12:00', '2026-11-01T04:00', '2026-11-02T05:00', '2026-11-02T12:00'],
    ],
    [
      'weeks from Monday',
      ...(['2026-12-30', '2027-01-12', 'week', 'UTC'] as const),
      ['2026-12-30T00:00', '2027-01-04T00:00', '2027-01-11T00:00', '2027-01-12T00:00'],
    ],
    [
      'months of St John’s, over the end of summer time',
      ...(['2026-10-31', '2026-12-02', 'month', 'America/St_Johns'] as const),
      ['2026-10-31T00:00', '2026-11-01T02:30', '2026-12-01T03:30', '2026-12-02T00:00'],
    ],
    [
      'the hour that Lord Howe skips half of',
      ...(['2026-10-03T14:30Z', '2026-10-03T17:00Z', 'hour', 'Australia/Lord_Howe'] as const),
      ['2026-10-03T14:30', '2026-10-03T15:30', '2026-10-03T16:00', '2026-10-03T17:00'],
    ],
    [
      'the hour of which Lord Howe has half twice',
      ...(['2027-04-03T14:00Z', '2027-04-03T16:30Z', 'hour', 'Australia/Lord_Howe'] as const),
      ['2027-04-03T14:00', '2027-04-03T15:00', '2027-04-03T15:30', '2027-04-03T16:30'],
    ],
    [
      'the day that Apia left out',
      ...(['2011-12-29T10:00Z', '2011-12-31T10:00Z', 'day', 'Pacific/Apia'] as const),
      ['2011-12-29T10:00', '2011-12-30T10:00', '2011-12-31T10:00'],
    ],
  ])('gives %s', (_what, from, to, interval, timeZone, expected) => {
    expect(edges(from, to, interval, timeZone)).toEqual(expected);
  });

  it('gives none of nothing, and one more than is wanted of too much', () => {
    const scale = { interval: 'hour', timeZone: 'UTC' } as const;
    const [from, to] = [new Date('2026-01-01'), new Date('2027-01-01')];
    expect(localBuckets({ from: to, to: from }, scale, 10)).toEqual([]);
    expect(localBuckets({ from, to }, scale, 10)).toHaveLength(11);
  });
});

describe('an interval', () => {
  it.each([
    ['hour', 'Australia/Lord_Howe', '2026-10-03T15:45Z', '2026-10-03T15:30', '2026-10-03T16:00'],
    ['hour', 'Asia/Kolkata', '2026-10-03T15:45Z', '2026-10-03T15:30', '2026-10-03T16:30'],
    ['day', 'Europe/Berlin', '2026-10-25T22:59Z', '2026-10-24T22:00', '2026-10-25T23:00'],
    ['week', 'UTC', '2027-01-03T23:59Z', '2026-12-28T00:00', '2027-01-04T00:00'],
    ['week', 'UTC', '2026-12-28T00:00Z', '2026-12-28T00:00', '2027-01-04T00:00'],
    ['month', 'America/St_Johns', '2026-11-01T02:30Z', '2026-11-01T02:30', '2026-12-01T03:30'],
  ] as const)('%s in %s, of %s', (interval, timeZone, moment, begins, ends) => {
    const scale = { interval, timeZone };
    expect(startOfInterval(new Date(moment), scale).toISOString()).toBe(`${begins}:00.000Z`);
    expect(endOfInterval(new Date(moment), scale).toISOString()).toBe(`${ends}:00.000Z`);
  });
});
