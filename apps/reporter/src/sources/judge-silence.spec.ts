import { describe, expect, it } from '@jest/globals';
import { type Heard, judgeSilence } from './judge-silence.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const HOUR = 3_600;
const DAY = 24 * HOUR;

/** Heard every `gap` seconds for 28 days, and last so many seconds before NOW. */
function everySoOften(gap: number, silentForSeconds: number): Heard {
  const lastAt = new Date(NOW.getTime() - silentForSeconds * 1000);
  return { lastAt, buckets: bucketsEvery(gap, lastAt) };
}

function bucketsEvery(gap: number, lastAt: Date): number[] {
  const last = Math.floor(lastAt.getTime() / 900_000);
  const step = gap / 900;
  const count = Math.floor((28 * 96) / step) + 1;
  return Array.from({ length: count }, (_, index) => last - (count - 1 - index) * step);
}

describe('a source', () => {
  it.each<[string, Heard, string]>([
    ['heard all the time is active after an hour', everySoOften(900, HOUR), 'active'],
    ['heard all the time is silent after more than an hour', everySoOften(900, HOUR + 1), 'silent'],
    ['heard daily is active after two days', everySoOften(DAY, 2 * DAY), 'active'],
    ['heard daily is silent after more than two days', everySoOften(DAY, 2 * DAY + 1), 'silent'],
    ['is silent however long it lasts', everySoOften(DAY, 3 * 365 * DAY), 'silent'],
    ['never heard is just that', { lastAt: null, buckets: [] }, 'never-seen'],
    ['heard once is not judged', { lastAt: new Date(0), buckets: [0] }, 'irregular'],
    ['dated ahead is active', everySoOften(900, -DAY), 'active'],
    ['that ended is not silent', { ...everySoOften(900, DAY), isEnded: true }, 'ended'],
    ['that ended and was never heard ended', { lastAt: null, buckets: [], isEnded: true }, 'ended'],
  ])('%s', (_, heard, state) => {
    expect(judgeSilence(heard, NOW).state).toBe(state);
  });

  it('whose events are delivered once a day is not silent in between', () => {
    const heard = everySoOften(900, 30 * HOUR);
    const delivered = { ...heard, arrivedBuckets: bucketsEvery(DAY, NOW) };
    expect(judgeSilence(heard, NOW).state).toBe('silent');
    expect(judgeSilence(delivered, NOW)).toMatchObject({ state: 'active', usualGapSeconds: DAY });
  });

  it('whose past was imported in one go is judged by its events', () => {
    const heard = { ...everySoOften(900, 2 * HOUR), arrivedBuckets: [1_993_000] };
    expect(judgeSilence(heard, NOW)).toMatchObject({ state: 'silent', usualGapSeconds: 900 });
  });

  it('says for how long it is silent, what is usual, and from when on it counts', () => {
    expect(judgeSilence(everySoOften(DAY, 400 * DAY), NOW)).toEqual({
      state: 'silent',
      silentForSeconds: 400 * DAY,
      usualGapSeconds: DAY,
      silentAfterSeconds: 2 * DAY,
    });
    const unknown = { usualGapSeconds: null, silentAfterSeconds: null };
    expect(judgeSilence({ lastAt: null, buckets: [] }, NOW)).toEqual({
      ...unknown,
      state: 'never-seen',
      silentForSeconds: null,
    });
    expect(judgeSilence({ lastAt: NOW, buckets: [0] }, NOW)).toEqual({
      ...unknown,
      state: 'irregular',
      silentForSeconds: 0,
    });
  });
});
