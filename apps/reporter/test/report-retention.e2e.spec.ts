import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ReportRun } from '@trailkeeper/contract';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import { captureLog } from '@trailkeeper/http';
import type { DataSource } from 'typeorm';
import { reporterSettings } from '../src/config.js';
import { createReporter } from '../src/create-reporter.js';
import { deleteOldReports } from '../src/runs/delete-old-reports.js';
import { ReportRetention } from '../src/runs/report-retention.service.js';
import { AUTHORIZATION, startReporter } from './reporter-app.js';
import { insertRun } from './sent-run.js';

let database: TestDatabase;
let owner: DataSource;
let reporter: DataSource;
let apps: NestFastifyApplication[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 1 });
  reporter = await openDataSource({ url: database.reporterUrl, applicationName: 'test', poolSize: 4 });
});
afterEach(async () => {
  await Promise.all(apps.map((app) => app.close()));
  apps = [];
  await execute(owner, 'truncate report_run cascade');
});
afterAll(async () => {
  await reporter?.destroy();
  await owner?.destroy();
  await database?.drop();
});

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const content = Buffer.from('x');

async function startWith(settings: Record<string, string>) {
  const app = await startReporter(database.reporterUrl, settings);
  apps.push(app);
  return app;
}

const onFailed = (_report: unknown, error: unknown) => {
  throw error;
};

const deletedIds = async () =>
  (await query<{ id: string }>(owner, 'select id from report_run where deleted_at is not null')).map(({ id }) => id);

describe('the retention of report files', () => {
  it('deletes those done before, says why, and leaves all others', async () => {
    const old = await insertRun(owner, { finishedAt: daysAgo(15), content });
    await insertRun(owner, { finishedAt: daysAgo(13), content });
    for (const status of ['failed', 'queued', 'running'] as const) {
      await insertRun(owner, { status, requestedAt: daysAgo(400), finishedAt: daysAgo(400) });
    }
    const app = await startWith({ REPORT_RETENTION: 'p2w' });
    await app.get(ReportRetention).deleteOld();
    expect(await deletedIds()).toEqual([old]);
    const run = (await app.inject({ url: `/v1/reports/${old}`, headers: AUTHORIZATION })).json<ReportRun>();
    expect(run).toMatchObject({
      status: 'done',
      files: [{ name: 'report.csv', bytes: 1 }],
      deletion: { by: 'retention', reason: 'Kept for P2W (REPORT_RETENTION).' },
    });
  });

  async function linesOfDeletion() {
    const log = captureLog();
    const env = {
      DATABASE_URL: database.reporterUrl,
      ADMIN_TOKEN: 'an-admin-token-for-tests',
      SECRET_KEY: 'a-secret-key-for-tests',
      REPORT_RETENTION: 'P1D',
    };
    const app = await createReporter(reporterSettings(env), { level: 'info', destination: log.destination });
    apps.push(app);
    await app.get(ReportRetention).deleteOld();
    return log.lines().filter(({ msg }) => msg?.startsWith('report files'));
  }

  it('logs a line for each', async () => {
    const runId = await insertRun(owner, { finishedAt: daysAgo(2), content });
    expect(await linesOfDeletion()).toMatchObject([
      { level: 'info', msg: expect.stringMatching(/deleted/), runId, kind: 'event-coverage', retention: 'P1D' },
    ]);
  });

  it('goes on after one that cannot be deleted, names it in the log, and tries it again next time', async () => {
    const stuck = await Promise.all([
      insertRun(owner, { finishedAt: daysAgo(400), requestedBy: 'stuck', content }),
      insertRun(owner, { finishedAt: daysAgo(300), requestedBy: 'stuck', content }),
    ]);
    const others = await Promise.all(
      Array.from({ length: 101 }, (_, index) => insertRun(owner, { finishedAt: daysAgo(2 + index), content })),
    );
    await onDeletion(`if new.requested_by = 'stuck' then raise exception 'no'; end if`, async () => {
      const lines = await linesOfDeletion();
      const warned = lines.filter(({ level }) => level === 'warn');
      expect(warned.map(({ runId }) => runId)).toEqual(stuck);
      expect(warned[0]).toMatchObject({ kind: 'event-coverage', err: expect.anything() });
      expect((await deletedIds()).sort()).toEqual([...others].sort());
    });
    await linesOfDeletion();
    expect((await deletedIds()).sort()).toEqual([...stuck, ...others].sort());
  });

  it('has ten minutes for each statement of a deletion', async () => {
    const runId = await insertRun(owner, { finishedAt: daysAgo(2), content });
    const app = await startWith({ REPORT_RETENTION: 'P1D' });
    await onDeletion(`new.deletion_reason := current_setting('statement_timeout')`, () =>
      app.get(ReportRetention).deleteOld(),
    );
    const answer = await app.inject({ url: `/v1/reports/${runId}`, headers: AUTHORIZATION });
    expect(answer.json<ReportRun>().deletion?.reason).toBe('10min');
  });

  /** Does `work` while a statement runs in the database before each deletion. */
  async function onDeletion(statement: string, work: () => Promise<void>): Promise<void> {
    const body = `begin if new.deleted_at is not null then ${statement}; end if; return new; end`;
    await execute(
      owner,
      `create function before_deletion() returns trigger language plpgsql as '${body.replaceAll("'", "''")}'`,
    );
    await execute(
      owner,
      'create trigger before_deletion before update on report_run for each row execute function before_deletion()',
    );
    try {
      await work();
    } finally {
      await execute(owner, 'drop function before_deletion() cascade');
    }
  }

  it('is for ever when none is set', async () => {
    await insertRun(owner, { finishedAt: '2001-01-01T00:00:00Z', content });
    const app = await startWith({ REPORT_RETENTION: '' });
    await app.get(ReportRetention).deleteOld();
    expect(await deletedIds()).toEqual([]);
  });

  it('deletes each once, however many processes do it at the same time', async () => {
    const ids = await Promise.all(
      Array.from({ length: 120 }, (_, index) => insertRun(owner, { finishedAt: daysAgo(40 + index), content })),
    );
    const told: string[] = [];
    const onDeleted = ({ runId }: { runId: string }) => void told.push(runId);
    await Promise.all(Array.from({ length: 3 }, () => deleteOldReports(reporter, 'P1M', { onDeleted, onFailed })));
    expect(told.sort()).toEqual([...ids].sort());
    expect((await deletedIds()).sort()).toEqual([...ids].sort());
    expect(await query(owner, 'select from report_file_chunk')).toEqual([]);
  });

  it('stops between two reports when its process stops', async () => {
    await insertRun(owner, { finishedAt: daysAgo(9), content });
    await insertRun(owner, { finishedAt: daysAgo(8), content });
    let deleted = 0;
    await deleteOldReports(reporter, 'P1D', {
      onDeleted: () => (deleted += 1),
      onFailed,
      isStopped: () => deleted > 0,
    });
    expect(await deletedIds()).toHaveLength(1);
  });

  it.each(['P7Y', 'P18M', 'P1Y2M3W4D', 'P999Y9999M9999W9999D'])('takes %s for a length of time', async (retention) => {
    await insertRun(owner, { finishedAt: daysAgo(30), content });
    await deleteOldReports(reporter, retention, { onDeleted: () => undefined, onFailed });
    expect(await deletedIds()).toEqual([]);
  });
});
