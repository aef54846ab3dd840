import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openDataSource } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { QuarantineGauges } from './quarantine-gauges.js';
import { QuarantineRoom } from './quarantine-room.js';

const SETTINGS = { QUARANTINE_MAX_BYTES: 5_000 };

let database: TestDatabase;
let owner: DataSource;
let collector: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'spec', poolSize: 1 });
  collector = await openDataSource({ url: database.collectorUrl, applicationName: 'spec', poolSize: 2 });
});
afterAll(async () => {
  await Promise.all([owner?.destroy(), collector?.destroy()]);
  await database?.drop();
});

async function scrape(): Promise<string[]> {
  const registry = new Registry();
  new QuarantineGauges(registry, new QuarantineRoom(collector, SETTINGS), SETTINGS);
  return (await registry.metrics()).split('\n').filter((line) => /^[^#]/.test(line));
}

it('tells how much is held, whatever was requested of it', async () => {
  await owner.query(`insert into quarantine (batch_id, item_index, code, message, raw)
    select 1, place, 'no_action', 'none', 'abc' from generate_series(1, 3) place`);
  await owner.query(`select request_replay(array(select min(id) from quarantine), 'ann', 'fixed', false)`);
  expect(await scrape()).toEqual([
    'trailkeeper_quarantine_items 3',
    'trailkeeper_quarantine_bytes 1545',
    'trailkeeper_quarantine_limit_bytes 5000',
  ]);
});

it('has no sample of what it does not know', async () => {
  await owner.query('revoke execute on function quarantine_held() from trailkeeper_collector');
  expect(await scrape()).toEqual(['trailkeeper_quarantine_limit_bytes 5000']);
});
