import { roundValues } from './round-values.js';

describe('roundValues', () => {
  it.each([
    [0, [0]],
    [1, [0, 1]],
    [2, [0, 1, 2]],
    [4, [0, 1, 2, 3, 4]],
    [5, [0, 2, 4, 6]],
    [9, [0, 5, 10]],
    [41, [0, 20, 40, 60]],
    [100, [0, 25, 50, 75, 100]],
    [101, [0, 50, 100, 150]],
    [999, [0, 250, 500, 750, 1000]],
    [51_120, [0, 20_000, 40_000, 60_000]],
    [4_000_000_001, [0, 2_000_000_000, 4_000_000_000, 6_000_000_000]],
  ])('of %d', (highest, values) => {
    expect(roundValues(highest)).toEqual(values);
  });

  it('has few whole values that reach what there is, whatever that is', () => {
    for (let highest = 1; highest < 2 ** 50; highest = Math.ceil(highest * 1.07)) {
      const values = roundValues(highest);
      expect(values.length).toBeLessThanOrEqual(5);
      expect(values.every(Number.isInteger)).toBe(true);
      expect(values.at(-1)).toBeGreaterThanOrEqual(highest);
      expect(values.at(-2)).toBeLessThan(highest);
    }
  });
});
