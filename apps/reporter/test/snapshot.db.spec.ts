import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDataSource, query, withSnapshot } from '@trailkeeper/database';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { runFault } from '../src/runs/run-fault.js';
import { openSnapshot } from '../src/runs/snapshot-query.js';

let database: TestDatabase;
let db: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  const settings = { url: database.reporterUrl, applicationName: 'test', poolSize: 2 };
  db = await openDataSource({ ...settings, idleInTransactionTimeoutMs: 200 });
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

describe('the snapshot of a report', () => {
  it('waits as long as a file is written', async () => {
    const { signal } = new AbortController();
    const rows = await withSnapshot(db, async (runner) => {
      const snapshot = await openSnapshot(db, runner, signal);
      await sleep(600);
      return snapshot.query('select 1 as "one"');
    });
    expect(rows).toEqual([{ one: 1 }]);
  });

  it.each(['at its next statement', 'at its end'])('that breaks is a fault that may pass, met %s', async (where) => {
    const fault = await withSnapshot(db, async (runner) => {
      await query(runner, 'select 1');
      await sleep(600); // the server ends it
      if (where === 'at its next statement') await query(runner, 'select 1');
    }).then(() => undefined, runFault);
    expect(fault).toEqual({ reason: expect.stringContaining('database'), mayPass: true });
  });
});
