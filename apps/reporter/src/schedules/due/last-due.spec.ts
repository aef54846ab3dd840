import { describe, expect, it } from '@jest/globals';
import { isDueAt, lastDue } from './last-due.js';

const rule = (cron: string, changes: object = {}) => ({
  ...{ cron, timeZone: 'Europe/Berlin', enabledFrom: null, enabledUntil: null },
  ...changes,
});
const BY = new Date('2026-11-21T23:00:00Z');

describe('the last due time', () => {
  it.each([
    ['*/15 * * * *', '2026-11-21T23:00:00.000Z'],
    ['0 6 * * *', '2026-11-21T05:00:00.000Z'],
    ['0 6 * * 1', '2026-11-16T05:00:00.000Z'],
    ['0 6 1 1,4,7,10 *', '2026-10-01T04:00:00.000Z'],
    ['0 6 29 2 *', '2024-02-29T05:00:00.000Z'],
  ])('of %s is %s', (cron, due) => {
    expect(lastDue(rule(cron), BY)?.toISOString()).toBe(due);
    expect(isDueAt(rule(cron), new Date(due))).toBe(true);
  });

  it('is none of a schedule that was not yet enabled', () => {
    expect(lastDue(rule('0 6 * * *', { enabledFrom: '2026-11-21T12:00:00Z' }), BY)).toBeUndefined();
  });

  it('is no other moment', () => {
    expect(isDueAt(rule('0 6 * * *'), new Date('2026-11-21T06:00:00Z'))).toBe(false);
    expect(isDueAt(rule('0 6 * * *'), new Date('2026-11-21T05:00:00.001Z'))).toBe(false);
  });
});
