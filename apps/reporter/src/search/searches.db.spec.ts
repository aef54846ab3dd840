import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '@trailkeeper/database';
import { openTestTrail, type TestTrail } from '../../test/test-trail.js';
import { Searches } from './searches.js';

const WANTED = new AbortController().signal;

describe('searches', () => {
  let trail: TestTrail;
  let searches: Searches;

  beforeAll(async () => {
    trail = await openTestTrail();
    searches = new Searches(trail.reporter, { DATABASE_POOL_SIZE: 5 });
  });

  afterAll(() => trail.stop());

  const one = (signal = WANTED) => searches.answer(signal, (asked) => asked.query('select 1 as "one"', []));

  it.each([
    [1, 1],
    [4, 1],
    [5, 2],
    [10, 7],
  ])('of a pool of %d have %d', (size, most) => {
    expect(new Searches(trail.reporter, { DATABASE_POOL_SIZE: size }).most).toBe(most);
  });

  it('are answered within one deadline, of however many statements', async () => {
    const answer = searches.answer(
      WANTED,
      async ({ runner }) => {
        for (;;) await query(runner, 'select pg_sleep(0.05)');
      },
      300,
    );
    await expect(answer).rejects.toMatchObject({
      code: 'unavailable',
      status: 503,
      message: expect.stringContaining('Narrow its period'),
    });
    expect(await one()).toEqual([{ one: 1 }]);
  });

  it('wait for their turn, for 5 s at most', async () => {
    const held = [new AbortController(), new AbortController()];
    const holding = held.map(({ signal }) =>
      searches.hold(signal, (asked) => asked.query('select pg_sleep(20)', [])).catch(() => 'over'),
    );
    const soon = searches.rows(WANTED, 'select 2 as "two"', []);
    const startedAt = performance.now();
    await expect(one()).rejects.toMatchObject({ status: 503, message: expect.stringContaining('Ask again') });
    expect(performance.now() - startedAt).toBeGreaterThan(4_900);
    const waiting = one();
    await sleep(100);
    held[0]!.abort();
    expect([await soon, await waiting]).toEqual([[{ two: 2 }], [{ one: 1 }]]);
    held[1]!.abort();
    expect(await Promise.all(holding)).toEqual(['over', 'over']);
  });
});
