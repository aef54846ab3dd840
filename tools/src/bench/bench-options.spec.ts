import { describe, expect, it } from '@jest/globals';
import { readBenchOptions } from './bench-options.js';

describe('readBenchOptions', () => {
  it.each([
    ['1000', '2026-02-01T00:00:00.000Z'],
    ['1000000', '2026-02-01T00:00:00.000Z'],
    ['3000000', '2026-04-01T00:00:00.000Z'],
    ['10000000', '2026-11-01T00:00:00.000Z'],
    ['100000000', '2026-11-01T00:00:00.000Z'],
  ])('spreads %s events over months of a million each, up to %s', (events, to) => {
    expect(readBenchOptions(['--events', events]).trail).toEqual({
      from: new Date('2026-01-01T00:00:00Z'),
      to: new Date(to),
      events: Number(events),
      deletions: undefined,
    });
  });

  it('measures everything unless told otherwise', () => {
    expect(readBenchOptions([])).toMatchObject({ largeBytes: 2_000_000_000, only: undefined });
    expect(readBenchOptions(['--only', 'search']).only).toBe('search');
  });

  it.each([
    [['--events', '0'], '--events takes'],
    [['--deletions', '2'], '--deletions takes'],
    [['--large', '-1'], '--large'],
    [['--only', 'reports'], '--only takes search'],
  ])('refuses %j', (args, message) => {
    expect(() => readBenchOptions(args)).toThrow(message);
  });
});
