import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { openDataSource } from './create-data-source.js';
import { execute, query } from './query.js';
import { createTestDatabase, type TestDatabase } from './testing/index.js';
import { isRetryable, retried } from './retried.js';
import { withSnapshot, withTransaction } from './transaction.js';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  dataSource = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 4 });
  await dataSource.query('create table counter (name text primary key, n int not null)');
  await dataSource.query("insert into counter values ('a', 0), ('b', 0)");
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

describe('query', () => {
  it('answers rows for every kind of statement', async () => {
    expect(await query(dataSource, 'select $1::int as n', [7])).toEqual([{ n: 7 }]);
    expect(await query(dataSource, "update counter set n = 1 where name = 'a' returning n")).toEqual([{ n: 1 }]);
    expect(await query(dataSource, "delete from counter where name = 'none' returning n")).toEqual([]);
  });

  it('answers the number of rows touched through execute', async () => {
    expect(await execute(dataSource, 'update counter set n = 0')).toBe(2);
    expect(await execute(dataSource, "delete from counter where name = 'none'")).toBe(0);
  });

  it('keeps the parameters out of what a logger prints of a failure', async () => {
    const failure = await query(dataSource, 'select $1::int', ['secret-payload']).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: '22P02' });
    expect(Object.keys(failure as object)).not.toContain('parameters');
  });

  it('gives connections back, also after failures', async () => {
    const failing = Array.from({ length: 20 }, () => query(dataSource, 'select 1 / 0').catch(() => 'failed'));
    expect(await Promise.all(failing)).toEqual(Array(20).fill('failed'));
    expect(await query(dataSource, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('runs in UTC with a time limit', async () => {
    const settings = "select current_setting('timezone') as zone, current_setting('statement_timeout') as limit";
    expect(await query(dataSource, settings)).toEqual([{ zone: 'UTC', limit: '1min' }]);
  });
});

describe('withTransaction', () => {
  it('commits what fn did and answers its value', async () => {
    const answer = await withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
      await execute(runner, "update counter set n = 5 where name = 'a'");
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await valueOf('a')).toBe(5);
  });

  it('rolls back when fn throws, and throws that error', async () => {
    const broken = withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
      await execute(runner, "update counter set n = 99 where name = 'a'");
      throw new Error('changed my mind');
    });
    await expect(broken).rejects.toThrow('changed my mind');
    expect(await valueOf('a')).toBe(5);
  });

  it('throws the first error when the connection is lost', async () => {
    const broken = withTransaction(dataSource, 'READ COMMITTED', (runner) =>
      query(runner, 'select pg_terminate_backend(pg_backend_pid())'),
    );
    await expect(broken).rejects.toThrow('terminating connection');
    expect(await valueOf('a')).toBe(5);
  });
});

describe('withSnapshot', () => {
  it('sees one moment and refuses to write', async () => {
    await withSnapshot(dataSource, async (runner) => {
      const before = await query(runner, 'select n from counter order by name');
      await execute(dataSource, 'update counter set n = n + 1');
      expect(await query(runner, 'select n from counter order by name')).toEqual(before);
      await expect(query(runner, 'update counter set n = 0')).rejects.toThrow('read-only transaction');
    });
  });
});

describe('retried', () => {
  it('runs both sides of a deadlock to their end', async () => {
    const bump = (first: string, second: string) =>
      retried(() =>
        withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
          await execute(runner, 'update counter set n = n + 1 where name = $1', [first]);
          await query(runner, 'select pg_sleep(0.2)');
          await execute(runner, 'update counter set n = n + 1 where name = $1', [second]);
        }),
      );
    const before = (await valueOf('a')) ?? 0;
    await Promise.all([bump('a', 'b'), bump('b', 'a')]);
    expect(await valueOf('a')).toBe(before + 2);
  });

  it('does not repeat other failures', async () => {
    let runs = 0;
    const failing = retried(() => {
      runs += 1;
      return query(dataSource, 'select 1 / 0');
    });
    await expect(failing).rejects.toThrow('division by zero');
    expect(runs).toBe(1);
    expect(isRetryable(undefined)).toBe(false);
  });
});

async function valueOf(name: string): Promise<number | undefined> {
  const [row] = await query<{ n: number }>(dataSource, 'select n from counter where name = $1', [name]);
  return row?.n;
}
