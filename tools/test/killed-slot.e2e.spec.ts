import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase, holding, type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { HOLD_FORMATS, holdFormat } from './held-formats.js';
import { type ReporterProcess, startReporterProcess, untilWaiting } from './reporter-process.js';
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
    for (const statement of [...PREPARE, ...HOLD_FORMATS]) await execute(owner, statement);
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
    const [slot] = await query<{ id: string }>(owner, INSERT_SLOT);
    await untilWaiting(owner, waitsIn);
    await reporter.app.stop({ isImmediate: true });
    await release();
    // What the killed process had under way ends with its connection, which the server sees when it answers.
    await until('its transactions are over', async () => (await query(owner, FIND_SESSIONS)).length === 0);
    return slot!.id;
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
      expect(await rowOf(id)).toMatchObject({ ...left, bundles: 0, chunks: 0, deliveries: 0 });

      for (const statement of END_LEASES) await execute(owner, statement);
      await start();
      await until('the slot has its bundle', async () => (await rowOf(id)).step === 'delivering');
      expect(await rowOf(id)).toEqual({
        ...{ step: 'delivering', fence: left.step === 'bundling' ? 3 : 2, failure: null },
        ...{ runs: 1, doneRuns: 1, documents: 1, files: 2, bundles: 1, chunks: 1, deliveries: 1 },
      });
    },
  );

  it('once its bundle waits for its targets stays as it is', async () => {
    const [slot] = await query<{ id: string }>(owner, INSERT_SLOT);
    const id = slot!.id;
    await until('the slot has its bundle', async () => (await rowOf(id)).step === 'delivering');
    await reporter.app.stop({ isImmediate: true });
    const before = await rowOf(id);
    await start();
    // Two polls of the next process.
    await sleep(2_200);
    expect(await rowOf(id)).toEqual(before);
  });
});

interface SlotRow {
  step: string;
  fence: number;
  failure: string | null;
  runs: number;
  doneRuns: number;
  documents: number;
  files: number;
  bundles: number;
  chunks: number;
  deliveries: number;
}

async function rowOf(id: string): Promise<SlotRow> {
  const [row] = await query<SlotRow>(owner, GET_SLOT, [id]);
  return row!;
}

/** A schedule that makes no slots by itself, to a target that takes nothing. */
const PREPARE = [
  `insert into delivery_target (id, name, kind, settings, created_by)
   values ('11111111-1111-4111-8111-111111111111', 'nobody', 'directory', '{}', 'test')`,
  `insert into schedule (name, definition, slots_made_until, created_by, updated_by)
   values ('daily', '{
     "reports": ["deletions"], "services": ["kms"], "location": null, "account": null, "formats": ["csv", "pdf"],
     "includeEvents": false, "period": {"kind": "previous-day"}, "cron": "0 6 * * *", "timeZone": "UTC",
     "settlingTime": "PT2H", "targets": ["11111111-1111-4111-8111-111111111111"], "noticeTargets": [],
     "owner": "somebody", "enabledFrom": null, "enabledUntil": null, "preset": null
   }', '2100-01-01Z', 'test', 'test')`,
];

const INSERT_SLOT = `
insert into schedule_slot (schedule_id, due_at, name, definition, period_from, period_to, starts_at)
select schedule.id, clock_timestamp(), schedule.name, schedule.definition, '2026-09-15Z', '2026-09-16Z', '2026-09-16Z'
from schedule
returning schedule_slot.id
`;

const FIND_SESSIONS = `
select pg_stat_activity.pid
from pg_stat_activity
where pg_stat_activity.datname = current_database() and pg_stat_activity.application_name = 'trailkeeper-reporter'
`;

const END_LEASES = [
  `update report_run set leased_until = clock_timestamp() - interval '1 s' where report_run.status = 'running'`,
  `update schedule_slot set leased_until = clock_timestamp() - interval '1 s'
   where schedule_slot.leased_until is not null`,
];

const GET_SLOT = `
select slot.step, slot.fence::int, slot.failure,
       (select count(*)::int from slot_report asked where asked.slot_id = slot.id) as "runs",
       (select count(*)::int from slot_report asked join report_run run on run.id = asked.run_id
        where asked.slot_id = slot.id and run.status = 'done') as "doneRuns",
       (select count(*)::int from slot_report asked join report_document document on document.run_id = asked.run_id
        where asked.slot_id = slot.id) as "documents",
       (select count(*)::int from slot_report asked join report_file file on file.run_id = asked.run_id
        where asked.slot_id = slot.id) as "files",
       (select count(*)::int from export_bundle bundle where bundle.slot_id = slot.id) as "bundles",
       (select count(*)::int from export_bundle bundle join export_bundle_chunk chunk on chunk.bundle_id = bundle.id
        where bundle.slot_id = slot.id) as "chunks",
       (select count(*)::int from slot_delivery delivery where delivery.slot_id = slot.id) as "deliveries"
from schedule_slot slot
where slot.id = $1
`;
