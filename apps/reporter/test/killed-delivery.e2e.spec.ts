import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { CHUNK_BYTES } from '../src/runs/copy-chunks.js';
import { type DeliveryRow, deliveryRow } from './delivering.js';
import { insertBundle } from './sent-bundle.js';
import { aDefinition } from './a-definition.js';
import { insertSchedule, insertSlot, insertTarget, slotRow } from './sent-slot.js';
import { insertWebhook, startReceiver } from './webhook-receiver.js';

const ENTRY = join(import.meta.dirname, '../dist/main.js');
const SECRET_KEY = 'a-secret-key-for-tests';
const CONTENT = randomBytes(3 * CHUNK_BYTES + 10);

let database: TestDatabase;
let owner: DataSource;
let directory: string;
/** The one reporter that is up. */
let reporter: ChildProcess;

/** The built reporter, killed with -9 while a delivery is at each of its steps; the next process repeats it. */
describe('a delivery whose process is killed', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 4 });
    for (const statement of HOLD_CHUNKS) await execute(owner, statement);
    directory = mkdtempSync(join(tmpdir(), 'trailkeeper-killed-'));
    reporter = startReporter();
  });
  afterAll(async () => {
    reporter?.kill('SIGKILL');
    await owner?.destroy();
    await database?.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  const holdChunk = (seq: number) => () => holding('select pg_advisory_xact_lock($1)', [seq]);
  const holdRecording = (slotId: string) =>
    holding('select 1 from schedule_slot where id = $1 for no key update', [slotId]);

  it.each([
    ['before anything is sent', holdChunk(0), 'export_bundle_chunk', []],
    ['while it is sent', holdChunk(2), 'export_bundle_chunk', []],
    ['when it was sent and that is not recorded', holdRecording, 'schedule_slot', ['bundle.zip']],
  ])('%s leaves one file in a directory, with the right bytes', async (_, hold, waitsFor, before) => {
    const path = `folder ${randomBytes(4).toString('hex')}`;
    const folder = join(directory, path);
    const { slotId, release, send } = await heldSlot(await insertTarget(owner, path, { path }), hold);
    const id = await send();
    await until(`it waits for ${waitsFor}`, async () => (await waitingSql()).some((sql) => sql.includes(waitsFor)));
    await killReporter();
    await release();
    const visible = readdirSync(folder).filter((name) => !name.startsWith('.'));
    expect(visible).toEqual(before);

    const row = await repeated(id);
    expect(row).toMatchObject({ status: 'delivered', attempts: 2, possiblyTwice: false });
    const outcome = before.length === 0 ? 'delivered' : 'already-there';
    expect(row.receipts).toMatchObject([{ endedAt: null, outcome: null }, { outcome }]);
    expect(readdirSync(folder)).toEqual(['bundle.zip']);
    expect(readFileSync(join(folder, 'bundle.zip')).equals(CONTENT)).toBe(true);
    expect(await slotRow(owner, slotId)).toMatchObject({ status: 'delivered' });
  });

  it.each<[string, (slotId: string) => Promise<() => Promise<void>>, number]>([
    ['before anything is sent', holdChunk(0), 0],
    ['when all is sent and not answered', async () => async () => undefined, 1],
    ['when it was answered and that is not recorded', holdRecording, 1],
  ])('%s is repeated to a webhook with the same id, and the ledger says: possibly twice', async (_, hold, before) => {
    const isAnswered = hold === holdRecording || before === 0;
    let mayAnswer = isAnswered;
    const answer = (response: ServerResponse) => void (mayAnswer && response.end('thanks'));
    const receiver = await startReceiver(answer);
    const name = `hook ${randomBytes(4).toString('hex')}`;
    const { slotId, release, send } = await heldSlot(
      await insertWebhook(owner, { url: receiver.url, name, secretKey: SECRET_KEY }),
      hold,
    );
    const id = await send();
    await until('it is where it is to be killed', async () =>
      before === 1 && !isAnswered ? receiver.calls.length === 1 : (await waitingSql()).length > 0,
    );
    await killReporter();
    await release();
    expect(receiver.calls).toHaveLength(before);
    expect(await deliveryRow(owner, id)).toMatchObject({ status: 'waiting', possiblyTwice: false });

    mayAnswer = true;
    const row = await repeated(id);
    expect(row).toMatchObject({ status: 'delivered', attempts: 2, possiblyTwice: true });
    expect(row.receipts).toMatchObject([{ endedAt: null, outcome: null }, { outcome: 'delivered' }]);
    expect(receiver.calls).toHaveLength(before + 1);
    for (const { headers, body } of receiver.calls) {
      expect(headers['webhook-id']).toBe(id);
      expect(body.equals(CONTENT)).toBe(true);
    }
    expect(await slotRow(owner, slotId)).toMatchObject({ status: 'delivered' });
    await receiver.stop();
  });
});

/** A slot for one target; `send` has its bundle delivered, as far as `hold` lets it go until `release`. */
async function heldSlot(target: string, hold: (slotId: string) => Promise<() => Promise<void>>) {
  const definition = aDefinition({ targets: [target] });
  const scheduleId = await insertSchedule(owner, definition, `schedule ${randomBytes(4).toString('hex')}`);
  const slotId = await insertSlot(owner, scheduleId, { status: 'running', step: 'delivering' });
  const release = await hold(slotId);
  const send = async () => (await insertBundle(owner, slotId, { content: CONTENT }))[0]!;
  return { slotId, release, send };
}

/** Has the next process repeat it, and gives what came of it. */
async function repeated(id: string): Promise<DeliveryRow> {
  await execute(owner, `update slot_delivery set leased_until = clock_timestamp() - interval '1 s' where id = $1`, [
    id,
  ]);
  reporter = startReporter();
  await until('it is delivered', async () => (await deliveryRow(owner, id)).status !== 'waiting');
  return deliveryRow(owner, id);
}

function startReporter(): ChildProcess {
  const env = {
    ...{ PATH: process.env['PATH'], DATABASE_URL: database.reporterUrl, REPORTER_PORT: '0', LOG_LEVEL: 'fatal' },
    ...{ ADMIN_TOKEN: 'an-admin-token-for-tests', SECRET_KEY },
    ...{ DELIVERY_DIRECTORY: directory, DELIVERY_PRIVATE_NETWORKS: '127.0.0.0/8' },
  };
  return fork(ENTRY, [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

async function killReporter(): Promise<void> {
  const gone = once(reporter, 'exit');
  reporter.kill('SIGKILL');
  await gone;
}

/** Runs a statement in a transaction of the owner that stays open, with its locks, until the given function is called. */
async function holding(statement: string, params: unknown[]): Promise<() => Promise<void>> {
  const runner = owner.createQueryRunner();
  await runner.startTransaction();
  await runner.query(statement, params);
  return async () => {
    await runner.rollbackTransaction();
    await runner.release();
  };
}

async function waitingSql(): Promise<string[]> {
  return (await query<{ sql: string }>(owner, FIND_WAITING)).map(({ sql }) => sql);
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(25)) {
    if (await isSo()) return;
  }
  throw new Error(`not within 30 s: ${what}`);
}

/** Lets whoever reads a chunk as the reporter wait for whoever holds its number. */
const HOLD_CHUNKS = [
  `create function wait_for_chunk(seq integer) returns boolean language plpgsql as $$
   begin
     perform pg_advisory_xact_lock_shared(seq);
     return true;
   end $$`,
  'alter table export_bundle_chunk enable row level security',
  'create policy wait_for_chunk on export_bundle_chunk to trailkeeper_reporter using (wait_for_chunk(seq))',
];

const FIND_WAITING = `
select pg_stat_activity.query as "sql"
from pg_stat_activity
where pg_stat_activity.datname = current_database() and pg_stat_activity.application_name = 'trailkeeper-reporter'
  and pg_stat_activity.wait_event_type = 'Lock'
`;
