import { describe, expect, it } from '@jest/globals';
import { lastMonth } from './last-month.js';

describe('lastMonth', () => {
  it.each([
    ['2026-11-21T09:30:00Z', '2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00Z', '2025-12-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
    ['2024-03-31T23:59:59Z', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
  ])('gives the month before %s', (now, from, to) => {
    const month = lastMonth(new Date(now));

    expect([month.from.toISOString(), month.to.toISOString()]).toEqual([from, to]);
  });
});
