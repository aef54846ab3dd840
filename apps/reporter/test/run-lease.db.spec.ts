import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReportDocument } from '@trailkeeper/contract';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { LeaseLostError } from '../src/leases/keep-lease.js';
import { type ClaimedRun, claimRun } from '../src/runs/claim-run.js';
import { createRun } from '../src/runs/create-run.js';
import { finishRun } from '../src/runs/finish-run.js';
import { maybeRun } from '../src/runs/find-runs.js';
import { holdLease } from '../src/runs/lease.js';
import { failRun, handBackRun, retryRun } from '../src/runs/release-run.js';
import { storeFile } from '../src/runs/store-file.js';

let database: TestDatabase;
let db: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDataSource({ url: database.reporterUrl, applicationName: 'test', poolSize: 8 });
  await execute(db, `insert into catalog_version (version, meaning) values ($1, 'x')`, [VERSION]);
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});
beforeEach(async () => {
  const owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 1 });
  await query(owner, 'truncate report_run cascade');
  await owner.destroy();
});

const VERSION = 'c'.repeat(64);
const LEASE = { leaseMs: 30_000 };
const PARAMETERS = {
  service: 'kms',
  from: '2026-09-01T00:00:00.000Z',
  to: '2026-10-01T00:00:00.000Z',
  timeZone: 'UTC',
  location: null,
  account: null,
  formats: ['csv' as const],
};
const FILE = { name: 'a.csv', format: 'csv' as const };
const DOCUMENT = { provenance: { catalogVersion: VERSION } } as ReportDocument;

const queueRun = async () =>
  (await createRun(db, { kind: 'event-coverage', parameters: PARAMETERS, requestedBy: 'test' })).id;
const getRun = async (id: string) => (await maybeRun(db, id))!;
/** As when the process died and the lease ran out. */
const expire = (id: string) =>
  execute(db, `update report_run set leased_until = clock_timestamp() - interval '1 ms' where id = $1`, [id]);
async function* content(text = 'x') {
  yield Buffer.from(text);
}
const UNBROKEN = { signal: new AbortController().signal };

async function finish(claimed: ClaimedRun) {
  const stored = await storeFile({ dataSource: db, claimed, lease: UNBROKEN }, FILE, content());
  await finishRun(db, claimed, { document: DOCUMENT, files: [{ ...stored, rowCount: 1 }] });
}

describe('claiming', () => {
  it('takes the oldest first and gives each run to one of many workers', async () => {
    const ids = [await queueRun(), await queueRun(), await queueRun()];
    expect((await claimRun(db, LEASE))?.id).toBe(ids[0]);
    const claimed = await Promise.all(Array.from({ length: 8 }, () => claimRun(db, LEASE)));
    expect(claimed.flatMap((one) => one?.id ?? []).sort()).toEqual(ids.slice(1).sort());
    expect(await claimRun(db, LEASE)).toBeUndefined();
  });

  it('leaves a run alone while its lease lasts, and takes it up again once it ran out', async () => {
    const id = await queueRun();
    const first = await claimRun(db, LEASE);
    expect(await claimRun(db, LEASE)).toBeUndefined();
    await expire(id);
    const second = await claimRun(db, LEASE);
    expect([second?.id, second?.attempts, Number(second?.fence) - Number(first?.fence)]).toEqual([id, 2, 1]);
  });

  it('takes up a run whose process died within its lease by the clock of the database', async () => {
    await queueRun();
    await claimRun(db, { leaseMs: 300 });
    const startedAt = performance.now();
    let again: ClaimedRun | undefined;
    while (again === undefined) again = await claimRun(db, LEASE);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(again.attempts).toBe(2);
  });

  it('fails a run with the reason when its process died three times', async () => {
    const id = await queueRun();
    for (let tries = 1; tries <= 3; tries += 1) {
      expect((await claimRun(db, LEASE))?.attempts).toBe(tries);
      await expire(id);
    }
    expect(await claimRun(db, LEASE)).toBeUndefined();
    expect(await getRun(id)).toMatchObject({
      status: 'failed',
      failure: 'The process making it stopped 3 times before it was done.',
      finishedAt: expect.any(String),
    });
  });

  it('waits before it takes a run that failed, and keeps the fault until it is done', async () => {
    const id = await queueRun();
    await retryRun(db, (await claimRun(db, LEASE))!, {
      failure: 'The database was not able to answer (53300).',
      retryMs: 400,
    });
    expect(await claimRun(db, LEASE)).toBeUndefined();
    expect(await getRun(id)).toMatchObject({ status: 'queued', failure: expect.stringContaining('53300') });
    await sleep(500);
    await finish((await claimRun(db, LEASE))!);
    expect(await getRun(id)).toMatchObject({ status: 'done', failure: null });
  });

  it('does not count a try that was handed back', async () => {
    await queueRun();
    expect(await handBackRun(db, (await claimRun(db, LEASE))!)).toBe(true);
    expect((await claimRun(db, LEASE))?.attempts).toBe(1);
  });
});

describe('a process whose run was taken over', () => {
  let id: string;
  let stale: ClaimedRun;
  let current: ClaimedRun;

  beforeEach(async () => {
    id = await queueRun();
    stale = (await claimRun(db, LEASE))!;
    await storeFile({ dataSource: db, claimed: stale, lease: UNBROKEN }, FILE, content('half'));
    await expire(id);
    current = (await claimRun(db, LEASE))!;
  });

  it('leaves nothing of what it wrote', async () => {
    expect(await query(db, 'select 1 from report_file')).toEqual([]);
    expect(await query(db, 'select 1 from report_file_chunk')).toEqual([]);
  });

  it('can write, finish, fail or give back nothing', async () => {
    await expect(storeFile({ dataSource: db, claimed: stale, lease: UNBROKEN }, FILE, content())).rejects.toThrow(
      LeaseLostError,
    );
    await expect(finishRun(db, stale, { document: DOCUMENT, files: [] })).rejects.toThrow(LeaseLostError);
    expect(await failRun(db, stale, 'x')).toBe(false);
    expect(await handBackRun(db, stale)).toBe(false);
    expect(await retryRun(db, stale, { failure: 'x', retryMs: 1 })).toBe(false);
    expect(await getRun(id)).toMatchObject({ status: 'running', failure: null });
    await finish(current);
    await expect(finishRun(db, stale, { document: DOCUMENT, files: [] })).rejects.toThrow(LeaseLostError);
    expect(await getRun(id)).toMatchObject({ status: 'done', files: [{ name: 'a.csv', bytes: 1 }] });
    expect(await query(db, 'select 1 from report_document')).toHaveLength(1);
  });

  it('is cut off in the middle of a file', async () => {
    const next = await queueRun();
    const claimed = (await claimRun(db, LEASE))!;
    async function* interrupted() {
      yield Buffer.alloc(300_000);
      await expire(next);
      await claimRun(db, LEASE);
      yield Buffer.alloc(300_000);
    }
    const stored = storeFile({ dataSource: db, claimed, lease: UNBROKEN }, FILE, interrupted());
    await expect(stored).rejects.toThrow(LeaseLostError);
  });

  it('learns of it by its heartbeat', async () => {
    const lease = holdLease(db, stale, { leaseMs: 30_000, heartbeatMs: 50 });
    await sleep(300);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
    await lease.end();
  });
});

describe('a heartbeat', () => {
  it('keeps the lease and carries the progress', async () => {
    const id = await queueRun();
    const claimed = (await claimRun(db, { leaseMs: 300 }))!;
    const lease = holdLease(db, claimed, { leaseMs: 300, heartbeatMs: 50 });
    lease.report(41.7, 'counting events');
    await sleep(700);
    expect(await claimRun(db, LEASE)).toBeUndefined();
    expect(await getRun(id)).toMatchObject({ status: 'running', progress: 42, step: 'counting events' });
    expect(lease.signal.aborted).toBe(false);
    await lease.end();
  });
});
