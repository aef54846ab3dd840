import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDataSource } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { QuarantineRoom } from './quarantine-room.js';

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

describe('QuarantineRoom', () => {
  it('lets in no more than fits of those who come at once, before it has asked the database and after', async () => {
    const room = new QuarantineRoom(collector, { QUARANTINE_MAX_BYTES: 2_000 });
    for (const round of ['cold', 'warm']) {
      const entered = await Promise.allSettled(Array.from({ length: 20 }, () => room.enter(300)));
      const shares = entered.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect([round, shares.length]).toEqual([round, 6]);
      for (const share of shares) share.leave();
    }
  });

  it('counts each item held for more than its bytes', async () => {
    await owner.query(`insert into quarantine (batch_id, item_index, code, message, raw)
      select 1, place, 'no_action', 'none', 'abc' from generate_series(1, 10) place`);
    const room = new QuarantineRoom(collector, { QUARANTINE_MAX_BYTES: 10 * 515 + 100 });
    await room.know();
    expect(room.held).toEqual({ items: 10, bytes: 10 * 515 });
    await expect(room.enter(101)).rejects.toMatchObject({ status: 503, code: 'quarantine_full' });
    (await room.enter(100)).leave();
  });

  it('asks a database seldom that takes long to answer', async () => {
    await owner.query(`create sequence asked;
      create or replace function quarantine_held() returns table (items bigint, bytes bigint)
      language sql volatile security definer as 'select 0::bigint, nextval(''asked'') from pg_sleep(0.2)'`);
    const room = new QuarantineRoom(collector, { QUARANTINE_MAX_BYTES: 100 });
    await room.know(0);
    await sleep(200);
    await room.know(0);
    expect(room.held?.bytes).toBe(1);
    await sleep(700);
    await room.know(0);
    expect(room.held?.bytes).toBe(2);
  });
});
