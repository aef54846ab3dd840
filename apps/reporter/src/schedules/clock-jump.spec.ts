import { describe, expect, it } from '@jest/globals';
import { clockJump } from './clock-jump.js';

const reading = (now: string, monotonicMs: number) => ({ now: new Date(now), monotonicMs });
const before = reading('2026-06-10T12:00:00Z', 1_000);

describe('a jump of the clock', () => {
  it.each([
    ['it goes on', '2026-06-10T12:00:05Z', 6_000],
    ['nobody looked for an hour', '2026-06-10T13:00:00Z', 3_601_000],
    ['it was corrected by five minutes', '2026-06-10T12:05:05Z', 6_000],
    ['it was corrected back', '2026-06-10T11:55:05Z', 6_000],
  ])('is none when %s', (_, now, monotonicMs) => {
    expect(clockJump(before, reading(now, monotonicMs))).toBeUndefined();
  });

  it.each([
    ['forward', '2026-06-10T12:05:05.001Z'],
    ['backward', '2026-06-10T11:55:04.999Z'],
    ['a year ahead', '2027-06-10T12:00:05Z'],
  ])('%s tells what time it should have been', (_, now) => {
    expect(clockJump(before, reading(now, 6_000))).toEqual({
      expected: new Date('2026-06-10T12:00:05Z'),
      found: new Date(now),
    });
  });
});
