import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDataSource } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { QuarantineRoom } from './quarantine-room.js';

let database: TestDatabase;
let collector: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  collector = await openDataSource({ url: database.collectorUrl, applicationName: 'spec', poolSize: 2 });
});
afterAll(async () => {
  await collector?.destroy();
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
});
