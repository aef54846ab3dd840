import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { copyIn } from './copy-in.js';
import { openDataSource } from './create-data-source.js';
import { execute, query } from './query.js';
import { type EmptyDatabase, createEmptyDatabase } from './testing/index.js';
import { withTransaction } from './transaction.js';

describe('copyIn', () => {
  let database: EmptyDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    dataSource = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 3 });
    await execute(dataSource, 'create table line (number integer primary key, words text)');
  });
  beforeEach(async () => void (await execute(dataSource, 'truncate line')));
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  const copy = (pieces: AsyncIterable<Buffer>, signal?: AbortSignal) =>
    withTransaction(dataSource, 'READ COMMITTED', (runner) => copyIn(runner, 'copy line from stdin', pieces, signal));
  const stored = async () => (await query<{ number: number }>(dataSource, 'select number from line')).length;

  it('stores all of it, however the pieces are cut', async () => {
    await copy(lines(['1\ton', 'e\n2\ttwo\n', '3\tthree\n']));
    expect(await query(dataSource, 'select number, words from line order by number')).toEqual([
      { number: 1, words: 'one' },
      { number: 2, words: 'two' },
      { number: 3, words: 'three' },
    ]);
  });

  it('fails with the error of the pieces, of which the server hears nothing, and stores nothing', async () => {
    const fault = new Error('a secret of the sender');
    async function* broken() {
      yield Buffer.from('1\tone\n');
      await sleep(20);
      throw fault;
    }
    await expect(copy(broken())).rejects.toBe(fault);
    expect(await stored()).toBe(0);
    await copy(lines(['1\tone\n']));
    expect(await stored()).toBe(1);
  });

  it.each([
    ['in the middle', '1\tone\nx\ttwo\n'.concat('2\tx\n'.repeat(500_000)), '22P02'],
    ['at the end', '1\tone\n1\tone again\n', '23505'],
  ])('fails as a query does when the server refuses %s', async (_where, text, code) => {
    await expect(copy(lines([text]))).rejects.toMatchObject({ code });
    expect(await stored()).toBe(0);
    await copy(lines(['1\tone\n']));
    expect(await stored()).toBe(1);
  });

  it('ends at once when it is aborted, also while it waits for a lock', async () => {
    const controller = new AbortController();
    await withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
      await execute(runner, 'lock table line in access exclusive mode');
      const waiting = copy(lines(['1\tone\n']), controller.signal);
      const ended = expect(waiting).rejects.toMatchObject({ code: '57014' });
      while ((await query(dataSource, FIND_WAITING)).length === 0) await sleep(20);
      controller.abort();
      await ended;
    });
    expect(await stored()).toBe(0);
  });
});

async function* lines(texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

const FIND_WAITING = `
select from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock' and query ilike 'copy line%'
`;
