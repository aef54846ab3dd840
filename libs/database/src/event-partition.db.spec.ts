import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { openDataSource, query } from './index.js';
import { createTestDatabase } from './testing/index.js';

const ENSURE = 'select ensure_event_partition($1::timestamptz) as "partition"';

describe('ensure_event_partition', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let collector: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    collector = await openDataSource({ url: database.collectorUrl, applicationName: 'spec', poolSize: 6 });
  });

  afterAll(async () => {
    await collector?.destroy();
    await database?.drop();
  });

  it('answers every one of many callers who want the same new months at once', async () => {
    const months = Array.from({ length: 36 }, (_, nth) => new Date(Date.UTC(2010, nth, 15)).toISOString());

    const answers = await Promise.all(
      months.flatMap((at) => Array.from({ length: 6 }, () => query<{ partition: string }>(collector, ENSURE, [at]))),
    );

    expect(new Set(answers.map(([row]) => row?.partition)).size).toBe(36);
  });

  it('makes UTC months, whatever the session’s time zone', async () => {
    const [row] = await query<{ partition: string }>(collector, ENSURE, ['2026-02-28T23:59:59-10:00']);

    expect(row?.partition).toBe('audit_event_2026_03');
  });

  it.each(['1999-12-31T23:59:59Z', '2226-01-01T00:00:00Z', null])('refuses the time %s', async (at) => {
    await expect(query(collector, ENSURE, [at])).rejects.toThrow(/no events are kept/);
  });
});
