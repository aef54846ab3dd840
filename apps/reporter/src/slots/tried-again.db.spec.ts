import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { query } from '@trailkeeper/database';
import { openTestTrail, type TestTrail } from '../../test/test-trail.js';
import { pauseMsAfter } from './retry-pauses.js';
import { isTriedAgain } from './tried-again.js';

let trail: TestTrail;
beforeAll(async () => {
  trail = await openTestTrail();
});
afterAll(() => trail?.stop());

const NOW = Date.parse('2026-09-16T06:00:00Z');

it.each([
  ['that is over', 0, true],
  ['that is not over', 1, false],
  ['of the longest pause', pauseMsAfter(9), false],
  ['of the longest pause, set by a process that read the clock just after', pauseMsAfter(9) + 1_000, false],
  ['that only a wrong clock can have set', pauseMsAfter(9) + 2 * 60_000, true],
])('a moment %s', async (_, afterMs, isExpected) => {
  const sql = `select ${isTriedAgain('$1::timestamptz', '$2')} as "is"`;
  expect(await query(trail.reporter, sql, [new Date(NOW + afterMs), new Date(NOW)])).toEqual([{ is: isExpected }]);
});
