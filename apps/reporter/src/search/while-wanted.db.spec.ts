import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '@trailkeeper/database';
import { openTestTrail, type TestTrail } from '../../test/test-trail.js';
import { rowsWhileWanted, whileWanted } from './while-wanted.js';

describe('whileWanted', () => {
  let trail: TestTrail;

  beforeAll(async () => {
    trail = await openTestTrail();
  });

  afterAll(() => trail.stop());

  /** How many sessions are at it. */
  async function running(): Promise<number> {
    const found = await query(
      trail.owner,
      `select from pg_stat_activity where query like 'select pg_sleep(%' and state = 'active'`,
    );
    return found.length;
  }

  it('cancels the statement that runs once nobody wants to know, and begins no other', async () => {
    const gone = new AbortController();
    let next: unknown;
    const asking = whileWanted(trail.reporter, gone.signal, async (asked) => {
      await asked.query('select pg_sleep(20)', []).catch(() => undefined);
      next = await asked.query('select 1', []).catch((error: unknown) => error);
      throw next;
    }).catch((error: unknown) => error);
    while ((await running()) === 0) await sleep(10);
    gone.abort();
    expect(await asking).toMatchObject({ name: 'AbortError' });
    expect(next).toMatchObject({ name: 'AbortError' });
    expect(await running()).toBe(0);
  });

  it('cancels one that has a limit, too', async () => {
    const gone = new AbortController();
    const asking = whileWanted(trail.reporter, gone.signal, (asked) =>
      asked.maybeQuery(30_000, 'select pg_sleep(20)', []),
    ).catch((error: unknown) => error);
    while ((await running()) === 0) await sleep(10);
    gone.abort();
    expect(await asking).toMatchObject({ code: '57014' });
    expect(await running()).toBe(0);
  });

  it('cancels what begins afterwards, too, asked as it may be', async () => {
    const gone = new AbortController();
    const asking = whileWanted(trail.reporter, gone.signal, async ({ runner }) => {
      gone.abort();
      // What was to be cancelled at once has been by now.
      await sleep(50);
      await query(runner, 'select pg_sleep(20)');
    }).catch((error: unknown) => error);
    expect(await asking).toMatchObject({ code: '57014' });
    expect(await running()).toBe(0);
  });

  it('cancels one that is asked by itself', async () => {
    const gone = new AbortController();
    const asking = rowsWhileWanted(trail.reporter, gone.signal, ['select pg_sleep($1)', [20]]).catch(
      (error: unknown) => error,
    );
    while ((await running()) === 0) await sleep(10);
    gone.abort();
    expect(await asking).toMatchObject({ code: '57014' });
    expect(await running()).toBe(0);
    const { signal } = new AbortController();
    expect(await rowsWhileWanted(trail.reporter, signal, ['select $1::integer as "one"', [1]])).toEqual([{ one: 1 }]);
  });

  it('asks nothing that nobody wants to know', async () => {
    const asking = async () => whileWanted(trail.reporter, AbortSignal.abort(), () => Promise.resolve('asked'));
    await expect(asking()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('gives nothing for what takes longer than its limit, and goes on in the same snapshot without one', async () => {
    const answer = await whileWanted(trail.reporter, new AbortController().signal, async (asked) => [
      await asked.maybeQuery(50, 'select pg_sleep(20)', []),
      await asked.maybeQuery(5_000, 'select 1 as "one"', []),
      await asked.query('select 2 as "two" from pg_sleep(0.2)', []),
      await asked.query(`select current_setting('transaction_isolation') as "isolation"`, []),
    ]);
    expect(answer).toEqual([undefined, [{ one: 1 }], [{ two: 2 }], [{ isolation: 'repeatable read' }]]);
  });

  it('fails as the statement does', async () => {
    const asking = whileWanted(trail.reporter, new AbortController().signal, (asked) =>
      asked.maybeQuery(5_000, 'select 1 / 0', []),
    );
    await expect(asking).rejects.toMatchObject({ code: '22012' });
  });
});
