import { describe, expect, it } from '@jest/globals';
import { usualGapSeconds } from './usual-gap.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** Quarters of an hour of `days` days, from a Monday on, in which `isHeard` of a day and an hour. */
function heard(days: number, isHeard: (day: number, hour: number, quarter: number) => boolean): number[] {
  const buckets: number[] = [];
  for (let bucket = 0; bucket < days * 96; bucket += 1) {
    if (isHeard(Math.floor(bucket / 96), Math.floor((bucket % 96) / 4), bucket % 4)) buckets.push(bucket);
  }
  return buckets;
}

const always = () => true;
const inOfficeHours = (day: number, hour: number) => day % 7 < 5 && hour >= 9 && hour < 17;
const every = (days: number) => (day: number, hour: number, quarter: number) =>
  day % days === 0 && hour === 2 && quarter === 0;

describe('the usual gap', () => {
  it.each<[string, number[], number | null]>([
    ['of one that is always heard', heard(28, always), 900],
    ['of one that is heard every hour', heard(28, (_, __, quarter) => quarter === 1), HOUR],
    ['of one that is heard every night', heard(28, every(1)), DAY],
    ['of one that is heard every week', heard(29, every(7)), 7 * DAY],
    ['of one that is heard in office hours is the weekend', heard(28, inOfficeHours), 64 * HOUR + 900],
    ['of one that is heard in office hours, after its first weekend', heard(8, inOfficeHours), 64 * HOUR + 900],
    ['leaves out one exception', heard(28, (day) => day < 10 || day > 14), 900],
    [
      'does not leave out an exception before two weeks are known',
      heard(13, (day) => day < 5 || day > 7),
      3 * DAY + 900,
    ],
    ['does not leave out what happened twice', heard(28, (day) => day % 10 !== 5 || day > 20), DAY + 900],
    ['is unknown of one never heard', [], null],
    ['is unknown of one heard once', [7], null],
    ['is unknown of one heard three times', [0, 960, 1_920], null],
    ['is unknown of one heard for six days', heard(6, always), null],
    ['is known of one heard over a week', [...heard(1, always), 7 * 96], 6 * DAY + 900],
    ['of one heard every month is unknown', heard(29, every(28)), null],
  ])('%s', (_, buckets, seconds) => {
    expect(usualGapSeconds(buckets)).toBe(seconds);
  });
});
