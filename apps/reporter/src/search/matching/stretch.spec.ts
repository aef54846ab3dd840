import { expect, it } from '@jest/globals';
import { stretchesBack } from '../listing/stretches-back.js';
import { maybeDays } from './stretch.js';

it('names the days that a stretch touches, its end excluded', () => {
  expect(maybeDays({ from: '2026-02-28T23:59:59.999999Z', to: '2026-03-01T00:00:00.000001Z' })).toEqual([
    ...['2026-02-28', '2026-03-01'],
  ]);
  expect(maybeDays({ from: '2026-02-28T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' })).toEqual(['2026-02-28']);
  expect(maybeDays({ from: '2026-03-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' })).toEqual([]);
  expect(maybeDays({ from: '2026-01-01T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' })).toBeUndefined();
  expect(maybeDays({ from: null, to: '2026-03-01T00:00:00.000Z' })).toBeUndefined();
});

it('goes back through a stretch without a gap, by more and more days', () => {
  const pieces = stretchesBack({ from: null, to: '2026-03-10T15:00:00.000001Z' });
  expect(pieces.slice(0, 3)).toEqual([
    { from: '2026-03-09T00:00:00.000Z', to: '2026-03-10T15:00:00.000001Z' },
    { from: '2026-03-05T00:00:00.000Z', to: '2026-03-09T00:00:00.000Z' },
    { from: '2026-02-17T00:00:00.000Z', to: '2026-03-05T00:00:00.000Z' },
  ]);
  expect(pieces).toHaveLength(6);
  expect(pieces.at(-1)).toEqual({ from: null, to: pieces.at(-2)?.from });
  expect(stretchesBack({ from: '2026-03-10T14:00:00.000Z', to: '2026-03-10T15:00:00.000Z' })).toHaveLength(1);
});
