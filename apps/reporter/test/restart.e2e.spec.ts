import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ReportRun } from '@trailkeeper/contract';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import type { DataSource, QueryRunner } from 'typeorm';
import { claimRun } from '../src/runs/claim-run.js';
import { AUTHORIZATION, endedRun, postReport, startReporter } from './reporter-app.js';

let database: TestDatabase;
let owner: DataSource;
let apps: NestFastifyApplication[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 3 });
});
afterEach(async () => {
  await Promise.all(apps.map((app) => app.close()));
  apps = [];
});
afterAll(async () => {
  await owner?.destroy();
  await database?.drop();
});

const REQUEST = { kind: 'event-coverage', service: 'kms', from: '2026-09-01', to: '2026-10-01' };

async function start() {
  const app = await startReporter(database.reporterUrl);
  apps.push(app);
  return app;
}

const getRun = async (app: NestFastifyApplication, id: string) =>
  (await app.inject({ url: `/v1/reports/${id}`, headers: AUTHORIZATION })).json<ReportRun>();

describe('a run', () => {
  let lock: QueryRunner | undefined;

  /** Makes every report wait in the middle of its reading. */
  beforeEach(async () => {
    lock = owner.createQueryRunner();
    await lock.startTransaction();
    await lock.query('lock table ingest_batch in access exclusive mode');
  });
  const unlock = async () => {
    await lock?.rollbackTransaction();
    await lock?.release();
    lock = undefined;
  };
  afterEach(unlock);

  async function runningRun(app: NestFastifyApplication): Promise<string> {
    const { id } = (await postReport(app, REQUEST)).json<{ id: string }>();
    while ((await getRun(app, id)).status !== 'running') await sleep(20);
    await sleep(100);
    return id;
  }

  it('is handed back when its process stops, and made by the next', async () => {
    const first = await start();
    const id = await runningRun(first);
    const file = await first.inject({ url: `/v1/reports/${id}/files/x.csv`, headers: AUTHORIZATION });
    expect([file.statusCode, file.json().code]).toEqual([409, 'conflict']);

    const stoppedAt = performance.now();
    await first.close();
    expect(performance.now() - stoppedAt).toBeLessThan(3_000);
    const [row] = await query<object>(owner, 'select status, attempts, leased_until from report_run where id = $1', [
      id,
    ]);
    expect(row).toEqual({ status: 'queued', attempts: 0, leased_until: null });

    await unlock();
    expect(await endedRun(await start(), id)).toMatchObject({ status: 'done', failure: null });
  });

  it('is left to whoever took it over: the first process finishes nothing', async () => {
    const app = await start();
    const id = await runningRun(app);
    await execute(owner, `update report_run set leased_until = clock_timestamp() - interval '1 s' where id = $1`, [id]);
    const other = await openDataSource({ url: database.reporterUrl, applicationName: 'other', poolSize: 1 });
    const taken = await claimRun(other, { leaseMs: 60_000 });
    await other.destroy();
    expect(taken).toMatchObject({ id, attempts: 2 });
    await unlock();
    await sleep(1_000);
    expect(await getRun(app, id)).toMatchObject({ status: 'running', files: [] });
    const [documents] = await query<object>(
      owner,
      'select count(*)::int as "documents" from report_document where run_id = $1',
      [id],
    );
    expect(documents).toEqual({ documents: 0 });
  });
});

describe('a run', () => {
  it('is tried again after a fault that may pass, keeping the reason until then', async () => {
    const lock = owner.createQueryRunner();
    await lock.startTransaction();
    await lock.query('lock table ingest_batch in access exclusive mode');
    const app = await start();
    const { id } = (await postReport(app, REQUEST)).json<{ id: string }>();
    while ((await query(owner, TERMINATE_WAITING)).length === 0) await sleep(50);
    while ((await getRun(app, id)).status === 'running') await sleep(20);
    expect(await getRun(app, id)).toMatchObject({
      status: 'queued',
      failure: 'The database was not able to answer (57P01).',
    });
    await lock.rollbackTransaction();
    await lock.release();
    expect(await endedRun(app, id)).toMatchObject({ status: 'done', failure: null });
  });
});

/** Ends the session of the report that waits for the lock, as a restart of the server would. */
const TERMINATE_WAITING = `
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and application_name = 'trailkeeper-reporter' and wait_event_type = 'Lock'
`;

describe('a run whose process died', () => {
  it('is taken up again by the next, once its lease ran out', async () => {
    const app = await start();
    const { id } = await query<{ id: string }>(
      owner,
      `insert into report_run (kind, parameters, requested_by, status, attempts, fence, leased_until)
       values ('event-coverage', $1, 'test', 'running', 1, 1, clock_timestamp() + interval '1 s') returning id`,
      [JSON.stringify({ ...PARAMETERS })],
    ).then((rows) => rows[0]!);
    const startedAt = performance.now();
    expect(await endedRun(app, id)).toMatchObject({ status: 'done' });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    const [row] = await query<object>(owner, 'select attempts, fence from report_run where id = $1', [id]);
    expect(row).toEqual({ attempts: 2, fence: '2' });
  });

  it('that this software cannot make fails with a reason, at once', async () => {
    const app = await start();
    const { id } = await query<{ id: string }>(
      owner,
      `insert into report_run (kind, parameters, requested_by) values ('of-the-future', $1, 'test') returning id`,
      [JSON.stringify(PARAMETERS)],
    ).then((rows) => rows[0]!);
    expect(await endedRun(app, id)).toMatchObject({
      status: 'failed',
      failure: expect.stringContaining('fault of the software'),
      files: [],
    });
    const metrics = (await app.inject('/metrics')).body;
    expect(metrics).toContain('trailkeeper_report_runs_total{kind="of-the-future",status="failed"} 1');
  });
});

const PARAMETERS = {
  service: 'kms',
  from: '2026-09-01T00:00:00.000Z',
  to: '2026-10-01T00:00:00.000Z',
  timeZone: 'UTC',
  location: null,
  account: null,
  formats: ['pdf'],
};
