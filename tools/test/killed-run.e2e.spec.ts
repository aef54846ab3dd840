import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createdRunSchema, type ReportRun, reportRunSchema } from '@trailkeeper/contract';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase, holding, type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { askReporter } from '../src/demo/make-report.js';
import { HOLD_FORMATS, holdFormat } from './held-formats.js';
import { type ReporterProcess, startReporterProcess, untilWaiting } from './reporter-process.js';
import { until } from './until.js';

const REQUEST = { service: 'kms', from: '2026-09-01', to: '2026-10-01' };

let database: TestDatabase;
let owner: DataSource;
/** The one reporter that is up; whoever survived a test is the victim of the next. */
let reporter: ReporterProcess;

/** The built reporter, killed with -9 while a run is at each of its steps; the next process makes the run. */
describe('a run whose process is killed', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 3 });
    for (const statement of [...PREPARE, ...HOLD_FORMATS]) await execute(owner, statement);
    await startReporter();
  });
  afterAll(async () => {
    await reporter?.app.stop({ isImmediate: true });
    await owner?.destroy();
    await database?.drop();
  });

  // `share` keeps from writing, and lets the foreign key of a new run look; reading is only kept off by the other.
  const keepFromWriting = (table: string) => `lock table ${table} in share mode`;
  const keepFromReading = (table: string) => `lock table ${table} in access exclusive mode`;

  it.each([
    ['starting', keepFromWriting('catalog_version'), 'insert into catalog_version', 'event-coverage'],
    ['counting', keepFromReading('ingest_batch'), 'from ingest_batch', 'event-coverage'],
    // The CSV of deletions is written while the events are read.
    ['writing the CSV', holdFormat('csv'), 'copy report_file_chunk', 'deletions'],
    ['writing the PDF', holdFormat('pdf'), 'copy report_file_chunk', 'event-coverage'],
    ['finishing', keepFromWriting('report_document'), 'insert into report_document', 'event-coverage'],
  ])('while it is %s ends done, once', async (_step, block, waitsIn, kind) => {
    const release = await holding(owner, block);
    const id = await requestRun(kind);
    await untilWaiting(owner, waitsIn);
    await reporter.app.stop({ isImmediate: true });
    await release();
    expect(await rowOf(id)).toMatchObject({ status: 'running', attempts: 1, documents: 0 });

    await execute(owner, END_LEASE, [id]);
    await startReporter();
    await until('the run has ended', async () => ['done', 'failed'].includes((await getRun(id)).status));
    await expectMadeOnce(id, 2);
  });

  it('or told to stop while it is writing is handed back at once, and made by the next', async () => {
    const release = await holding(owner, holdFormat('csv'));
    const id = await requestRun('deletions');
    await untilWaiting(owner, 'copy report_file_chunk');
    const stoppedAt = performance.now();
    await reporter.app.stop({ isImmediate: false });
    expect(performance.now() - stoppedAt).toBeLessThan(5_000);
    expect(await rowOf(id)).toMatchObject({ status: 'queued', attempts: 0, documents: 0 });
    await release();

    await startReporter();
    await until('the run has ended', async () => ['done', 'failed'].includes((await getRun(id)).status));
    await expectMadeOnce(id, 1);
  });

  it('once it is done stays as it is', async () => {
    const id = await requestRun('event-coverage');
    await until('the run has ended', async () => ['done', 'failed'].includes((await getRun(id)).status));
    await reporter.app.stop({ isImmediate: true });
    const before = await rowOf(id);

    await startReporter();
    // Two polls of the next process.
    await sleep(2_200);
    expect(await rowOf(id)).toEqual(before);
    await expectMadeOnce(id, 1);
  });
});

async function startReporter(): Promise<void> {
  reporter = await startReporterProcess(database.reporterUrl);
}

async function requestRun(kind: string): Promise<string> {
  return createdRunSchema.parse(await askReporter(reporter, '/v1/reports', { kind, ...REQUEST })).id;
}

async function getRun(id: string): Promise<ReportRun> {
  return reportRunSchema.parse(await askReporter(reporter, `/v1/reports/${id}`));
}

/** One document, one CSV and one PDF whose bytes are what was recorded, and nothing of the try that was killed. */
async function expectMadeOnce(id: string, attempts: number): Promise<void> {
  expect(await rowOf(id)).toEqual({ status: 'done', attempts, failure: null, documents: 1 });
  const files = await query<Record<string, unknown>>(owner, FIND_FILES, [id]);
  expect(files).toHaveLength(2);
  expect(files).toMatchObject([{ format: 'csv' }, { format: 'pdf' }]);
  for (const file of files) expect(file).toMatchObject({ isOfLastTry: true, bytes: file['storedBytes'] });
  for (const { sha256, storedSha256 } of files) expect(sha256).toBe(storedSha256);
  const shown = (await getRun(id)).files.map(({ format, sha256 }) => ({ format, sha256 }));
  expect(shown.reverse()).toEqual(files.map(({ format, sha256 }) => ({ format, sha256 })));
  expect(await query(owner, FIND_STRAY_CHUNKS)).toEqual([]);
}

async function rowOf(id: string): Promise<object | undefined> {
  const [row] = await query<object>(owner, GET_RUN, [id]);
  return row;
}

/** A month with an event. */
const PREPARE = [
  `select ensure_event_partition('2026-09-01Z')`,
  `insert into ingest_batch (arrived_at, key_name, received, stored, duplicates, quarantined)
   values ('2026-09-15T10:00:00Z', 'test', 1, 1, 0, 0)`,
  `insert into audit_event
     (occurred_at, content_hash, batch_id, action, emitter, outcome, location, account, body)
   select '2026-09-15T10:00:00Z', sha256('x'), ingest_batch.id, 'kms.secrets.delete', '', 'success', 'us-south', 'a1', '{}'
   from ingest_batch`,
  `insert into activity_delta
     (bucket, arrived_bucket, action, emitter, location, account, outcome, events, first_seen, last_seen)
   values ('2026-09-15T10:00:00Z', '2026-09-15T10:00:00Z', 'kms.secrets.delete', '', 'us-south', 'a1', 'success', 1,
           '2026-09-15T10:00:00Z', '2026-09-15T10:00:00Z')`,
];

const END_LEASE = `
update report_run set leased_until = clock_timestamp() - interval '1 s' where report_run.id = $1
`;

const GET_RUN = `
select run.status, run.attempts, run.failure,
       (select count(*)::int from report_document document where document.run_id = run.id) as "documents"
from report_run run
where run.id = $1
`;

const FIND_FILES = `
select file.format, file.fence = run.fence as "isOfLastTry", file.bytes, file.sha256,
       sum(length(chunk.content)) as "storedBytes",
       encode(sha256(string_agg(chunk.content, ''::bytea order by chunk.seq)), 'hex') as "storedSha256"
from report_file file
join report_run run on run.id = file.run_id
left join report_file_chunk chunk on chunk.file_id = file.id
where run.id = $1
group by file.id, run.id
order by file.format
`;

// All runs of this database are done when this is asked: no chunk is anybody else's.
const FIND_STRAY_CHUNKS = `
select chunk.file_id
from report_file_chunk chunk
left join report_file file on file.id = chunk.file_id and file.bytes is not null
where file.id is null
`;
