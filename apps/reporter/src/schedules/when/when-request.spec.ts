import { describe, expect, it } from '@jest/globals';
import { cronOf, whenSchema } from './when-request.js';

const SETTINGS = { weekStart: 'sunday', fiscalYearStart: 1 } as const;

describe('a simple choice', () => {
  it.each([
    [{ every: 'day', at: '06:00' }, '0 6 * * *'],
    [{ every: 'week', at: '23:59', weekday: 'saturday' }, '59 23 * * 6'],
    [{ every: 'week', at: '06:30' }, '30 6 * * 0'],
    [{ every: 'month', at: '00:05' }, '5 0 1 * *'],
    [{ every: 'month', at: '06:00', day: 28 }, '0 6 28 * *'],
    [{ every: 'month', at: '06:00', day: 'last' }, '0 6 L * *'],
    [{ every: 'quarter', at: '06:00', day: 5 }, '0 6 5 1,4,7,10 *'],
    [{ every: 'year', at: '06:00' }, '0 6 1 1 *'],
    [{ every: 'year', at: '06:00', day: 'last', month: 12 }, '0 6 L 12 *'],
    [{ cron: '0 6 * * *' }, '0 6 * * *'],
  ])('%j is %p', (choice, cron) => {
    expect(cronOf(whenSchema.parse(choice), SETTINGS)).toBe(cron);
  });

  it.each([
    [1, '1,4,7,10'],
    [2, '2,5,8,11'],
    [3, '3,6,9,12'],
    [4, '1,4,7,10'],
    [12, '3,6,9,12'],
  ])('of quarters follows a fiscal year from month %i', (fiscalYearStart, months) => {
    const when = whenSchema.parse({ every: 'quarter', at: '06:00' });
    expect(cronOf(when, { ...SETTINGS, fiscalYearStart })).toBe(`0 6 1 ${months} *`);
  });

  it.each<[object, string]>([
    [{}, 'cron'],
    [{ at: '06:00' }, 'cron'],
    [{ every: 'day' }, 'at'],
    [{ every: 'day', at: '6:00' }, 'at'],
    [{ every: 'day', at: '24:00' }, 'at'],
    [{ every: 'hour', at: '06:00' }, 'every'],
    [{ every: 'day', at: '06:00', weekday: 'monday' }, 'weekday'],
    [{ every: 'week', at: '06:00', day: 1 }, 'day'],
    [{ every: 'month', at: '06:00', day: 29 }, 'day'],
    [{ every: 'quarter', at: '06:00', month: 2 }, 'month'],
    [{ cron: '0 6 * * *', at: '06:00' }, 'at'],
    [{ cron: '0 6 * * *', every: 'day', at: '06:00' }, 'every'],
  ])('%j is refused for %s', (choice, field) => {
    expect(whenSchema.safeParse(choice).error?.issues[0]?.path).toEqual([field]);
  });
});
