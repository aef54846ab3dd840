import { expect, it } from '@jest/globals';
import { MAX_TRIES, pauseMsAfter } from './retry-pauses.js';

it('waits longer after each failed try, an hour at most, about four hours in all', () => {
  const minutes = Array.from({ length: MAX_TRIES - 1 }, (_, index) => pauseMsAfter(index + 1) / 60_000);
  expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
});
