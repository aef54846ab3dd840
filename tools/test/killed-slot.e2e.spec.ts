import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase, holding, type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { HOLD_FORMATS, holdFormat } from './held-formats.js';
import { type ReporterProcess, startReporterProcess, untilWaiting } from './reporter-process.js';
import { END_LEASES, INSERT_SCHEDULE, insertSlot, slotFacts } from './small-slot.js';
import { until } from './until.js';

let database: TestDatabase;
let owner: DataSource;
/** The one reporter that is up; whoever survived a test is the victim of the next. */
let reporter: ReporterProcess;

/** The built reporter, killed with -9 while a slot is at each of its steps; the next process goes on where it was. */
describe('a slot whose process is killed', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 3 });
    for (const statement of [...INSERT_SCHEDULE, ...HOLD_FORMATS]) await execute(owner, statement);
    await start();
  });
  afterAll(async () => {
    await reporter?.app.stop({ isImmediate: true });
    await owner?.destroy();
    await database?.drop();
  });

  async function start(): Promise<void> {
    reporter = await startReporterProcess(database.reporterUrl);
  }

  /** Holds the reporter where it waits for `block`, kills it there, and gives way again. */
  async function killedWhile(block: string, waitsIn: string): Promise<string> {
    const release = await holding(owner, block);
    const id = await insertSlot(owner);
    await untilWaiting(owner, waitsIn);
    await reporter.app.stop({ isImmediate: true });
    await release();
    // What the killed process had under way ends with its connection, which the server sees when it answers.
    await until('its transactions are over', async () => (await query(owner, FIND_SESSIONS)).length === 0);
    return id;
  }

  it.each([
    // Share mode lets foreign keys look.
    [
      'claimed',
      'lock table report_run in share mode',
      'insert into report_run',
      { step: 'waiting', fence: 0, runs: 0 },
    ],
    [
      ...['reporting', 'lock table report_document in share mode', 'insert into report_document'],
      { step: 'reporting', fence: 1, runs: 1 },
    ],
    ['rendering', holdFormat('pdf'), 'copy report_file_chunk', { step: 'reporting', fence: 1, runs: 1 }],
    [
      ...['bundling', 'lock table export_bundle_chunk in share mode', 'copy export_bundle_chunk'],
      { step: 'bundling', fence: 2, runs: 1 },
    ],
    [
      ...['bundling, in its last transaction', 'lock table slot_delivery in share mode', 'insert into slot_delivery'],
      { step: 'bundling', fence: 2, runs: 1 },
    ],
  ] as [string, string, string, { step: string; fence: number; runs: number }][])(
    'while it is %s goes on with the next, and nothing is doubled',
    async (_step, block, waitsIn, left) => {
      const id = await killedWhile(block, waitsIn);
      expect(await slotFacts(owner, id)).toMatchObject({ ...left, bundles: 0, chunks: 0, deliveries: 0 });

      for (const statement of END_LEASES) await execute(owner, statement);
      await start();
      await until('the slot has its bundle', async () => (await slotFacts(owner, id)).step === 'delivering');
      expect(await slotFacts(owner, id)).toEqual({
        ...{ step: 'delivering', fence: left.step === 'bundling' ? 3 : 2, failure: null },
        ...{ runs: 1, doneRuns: 1, documents: 1, files: 2, bundles: 1, chunks: 1, deliveries: 1 },
      });
    },
  );

  it('once its bundle waits for its targets stays as it is', async () => {
    const id = await insertSlot(owner);
    await until('the slot has its bundle', async () => (await slotFacts(owner, id)).step === 'delivering');
    await reporter.app.stop({ isImmediate: true });
    const before = await slotFacts(owner, id);
    await start();
    // Two polls of the next process.
    await sleep(2_200);
    expect(await slotFacts(owner, id)).toEqual(before);
  });
});

const FIND_SESSIONS = `
select pg_stat_activity.pid
from pg_stat_activity
where pg_stat_activity.datname = current_database() and pg_stat_activity.application_name = 'trailkeeper-reporter'
`;
