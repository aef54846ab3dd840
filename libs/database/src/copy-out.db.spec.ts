import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { type LiteralValue, copyOut } from './copy-out.js';
import { openDataSource } from './create-data-source.js';
import { query } from './query.js';
import { type EmptyDatabase, createEmptyDatabase } from './testing/index.js';
import { withSnapshot } from './transaction.js';

describe('copyOut', () => {
  let database: EmptyDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    dataSource = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await database?.drop();
  });

  const copied = (select: string, params: LiteralValue[] = []) =>
    withSnapshot(dataSource, async (runner) => {
      const pieces: Buffer[] = [];
      for await (const piece of copyOut(runner, select, params)) pieces.push(piece);
      return Buffer.concat(pieces).toString('utf8');
    });

  it('gives the text format, a line a row, with times in ISO', async () => {
    const select = `select 1, null::text, E'a\\tb', timestamptz '2026-09-15 12:00:07.5+02' union all select 2, '', 'Ω', null order by 1`;
    expect(await copied(select)).toBe('1\t\\N\ta\\tb\t2026-09-15 10:00:07.5+00\n2\t\tΩ\t\\N\n');
  });

  it('takes values as the statement cannot be made to run them', async () => {
    const hostile = [`'; drop table x; --`, `\\'; select 1; --`, `$1`, `a"b`, `Ω\n`, ''];
    const lines = await copied(
      `select to_json(given) from unnest($1) with ordinality as t (given, place) order by place`,
      [hostile],
    );
    expect(
      lines
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line.replaceAll('\\\\', '\\')) as string),
    ).toEqual(hostile);
    expect(await copied(`select $2::text is null, $1::timestamptz`, [new Date(0), null])).toBe(
      't\t1970-01-01 00:00:00+00\n',
    );
    await expect(copied('select $2', ['one'])).rejects.toThrow('no value was given');
  });

  it('leaves the connection ready for the next statement', async () => {
    await withSnapshot(dataSource, async (runner) => {
      for (const rows of [0, 1, 100_000]) {
        let bytes = 0;
        for await (const piece of copyOut(runner, `select 'x' from generate_series(1, ${rows})`)) bytes += piece.length;
        expect(bytes).toBe(2 * rows);
        expect(await query(runner, 'select 1 as one')).toEqual([{ one: 1 }]);
      }
    });
  });

  it('cancels the statement of a reader that stops early, and gives the connection back', async () => {
    const stoppedEarly = withSnapshot(dataSource, async (runner) => {
      for await (const piece of copyOut(runner, 'select generate_series(1, 1000000000)')) {
        if (piece.length > 0) throw new Error('the reader failed');
      }
    });
    await expect(stoppedEarly).rejects.toThrow('the reader failed');
    expect(await copied('select 1')).toBe('1\n');
    const running = `select count(*)::int as running from pg_stat_activity where query like '%generate_series(1, 1000000000)%' and pid <> pg_backend_pid() and state = 'active'`;
    expect(await query(dataSource, running)).toEqual([{ running: 0 }]);
  });

  it('says how many rows there were', async () => {
    for (const rows of [0, 1, 12_345]) {
      const counted = await withSnapshot(dataSource, async (runner) => {
        const copying = copyOut(runner, `select E'a\n' from generate_series(1, ${rows})`);
        for (;;) {
          const next = await copying.next();
          if (next.done) return next.value;
        }
      });
      expect(counted).toBe(rows);
    }
  });

  it('fails as a query does, before the first row and after many', async () => {
    await expect(copied('select no_such_column')).rejects.toMatchObject({ code: '42703' });
    const late = copied('select 1 / (100000 - n) from generate_series(1, 100001) n');
    await expect(late).rejects.toMatchObject({ code: '22012' });
    expect(await copied('select 1')).toBe('1\n');
  });
});
