import { describe, expect, it } from '@jest/globals';
import { readCron } from './read-cron.js';

const NOW = new Date('2026-11-21T12:34:56Z');
const faultOf = (text: string) => readCron(text, NOW).fault;

describe('a cron expression', () => {
  it.each([
    ['0 6 * * *', '0 6 * * *'],
    [' 0  6 *\t* mon-fri ', '0 6 * * MON-FRI'],
    ['*/5 * * * *', '*/5 * * * *'],
    ['0 6 l * *', '0 6 L * *'],
    ['0 6 LW * *', '0 6 LW * *'],
    ['0 6 * jan,Jul FRI#2', '0 6 * JAN,JUL FRI#2'],
    ['0 6 29 2 *', '0 6 29 2 *'],
    ['@daily', '0 0 * * *'],
    ['@Weekly', '0 0 * * 0'],
    ['@hourly', '0 * * * *'],
    ['0,55 0,23 * * *', '0,55 0,23 * * *'],
    // 23:58 and 00:00 are close, but no two of its days follow each other.
    ['0,58 0,23 * * 1,3,5', '0,58 0,23 * * 1,3,5'],
  ])('may be %p', (text, cron) => {
    expect(readCron(text, NOW)).toEqual({ cron });
  });

  it.each([
    ['', 'has five fields'],
    ['0 6 * *', 'this one has 4'],
    ['0 0 6 * * *', 'this one has 6'],
    ['@reboot', '"@REBOOT" is not a nickname'],
    ['60 6 * * *', '"60" is no minute (field 1)'],
    ['0 24 * * *', '"24" is no hour (field 2)'],
    ['0 6 0 * *', '"0" is no day of the month (field 3)'],
    ['0 6 32 * *', '"32" is no day of the month (field 3)'],
    ['0 6 * 13 *', '"13" is no month (field 4)'],
    ['0 6 * FOO *', '"FOO" is no month (field 4)'],
    ['0 6 * * 8', '"8" is no day of the week (field 5)'],
    ['0 6 * * ?', '"?" is no day of the week (field 5)'],
    ['0 6 * * +1', '"+1" is no day of the week (field 5)'],
    ['*/0 * * * *', '"*/0" is no minute'],
    ['5-1 6 * * *', '"5-1" is no minute'],
    ['0,,5 6 * * *', '"0,,5" is no minute'],
    ['every day at six !', '"EVERY" is no minute'],
    ['0 6 31 2 *', 'never due'],
    ['0 6 30 2 *', 'never due'],
    ['0 6 31 4,6,9,11 *', 'never due'],
    ['* * * * *', 'on 2026-11-21 00:00 and on 2026-11-21 00:01, a minute apart'],
    ['*/4 * * * *', '4 minutes apart'],
    ['*/7 * * * *', 'on 2026-11-21 00:56 and on 2026-11-21 01:00, 4 minutes apart'],
    ['0,3 6 29 2 *', 'on 2028-02-29 06:00 and on 2028-02-29 06:03, 3 minutes apart'],
    ['0,58 0,23 * * *', 'on 2026-11-21 23:58 and on 2026-11-22 00:00, 2 minutes apart'],
    ['0,58 0,23 * * 1,2', 'on 2026-11-23 23:58 and on 2026-11-24 00:00, 2 minutes apart'],
    ['0,58 0,23 1,31 * *', 'on 2026-12-31 23:58 and on 2027-01-01 00:00, 2 minutes apart'],
    ['0,58 0,23 1 1 5', '2 minutes apart'],
  ])('may not be %p: %s', (text, says) => {
    expect(faultOf(text)).toContain(says);
  });

  it('is read quickly, whatever it is', () => {
    const began = performance.now();
    for (const text of ['0,58 0,23 * * 1,3,5', '0 6 31 2 *', '*/5 * * * *', '0 6 30W 2 *', '0,59 0,23 */2 * *'])
      readCron(text, NOW);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
