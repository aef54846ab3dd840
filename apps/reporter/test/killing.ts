import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute, openDataSource } from '@trailkeeper/database';
import { createTestDatabase, findWaiting, holding } from '@trailkeeper/database/testing';
import { aDefinition } from './a-definition.js';
import { type DeliveryRow, deliveryRow } from './delivering.js';
import { insertBundle } from './sent-bundle.js';
import { insertSchedule, insertSlot } from './sent-slot.js';

const ENTRY = join(import.meta.dirname, '../dist/main.js');
export const SECRET_KEY = 'a-secret-key-for-tests';

/** Holds whatever a slot's delivery needs at some step, until the given function is called. */
export type Hold = (slotId: string) => Promise<() => Promise<void>>;

/** A trail of the test's own, a folder for directory targets, and one built reporter in a process of its own, to be killed. */
export async function openKilling({ env = {} }: { env?: NodeJS.ProcessEnv } = {}) {
  const database = await createTestDatabase();
  const owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 4 });
  const directory = mkdtempSync(join(tmpdir(), 'trailkeeper-killed-'));
  const start = () => startReporter({ ...env, DATABASE_URL: database.reporterUrl, DELIVERY_DIRECTORY: directory });
  let reporter = start();

  return {
    ...{ owner, directory },
    /** Holds a delivery when it was made and that is to be recorded. */
    holdRecording: ((slotId) =>
      holding(owner, 'select 1 from schedule_slot where id = $1 for no key update', [slotId])) satisfies Hold,
    /** A slot for these targets; `send` has its bundle delivered, as far as `hold` lets it go until `release`. */
    heldSlot: async (targets: string[], { hold, content }: { hold: Hold; content: Buffer }) => {
      const name = `schedule ${randomBytes(4).toString('hex')}`;
      const scheduleId = await insertSchedule(owner, aDefinition({ targets }), name);
      const slotId = await insertSlot(owner, scheduleId, { status: 'running', step: 'delivering' });
      const release = await hold(slotId);
      /** Gives the ids of its deliveries, by the names of their targets. */
      const send = () => insertBundle(owner, slotId, { content });
      return { slotId, release, send };
    },
    /** Waits until so many deliveries wait for a lock in a statement that has this text in it. */
    untilWaiting: (text: string, count = 1) =>
      until(`${count} wait for ${text}`, async () => {
        const waiting = await findWaiting(owner, 'trailkeeper-reporter');
        return waiting.filter((sql) => sql.includes(text)).length === count;
      }),
    kill: async () => {
      const gone = once(reporter, 'exit');
      reporter.kill('SIGKILL');
      await gone;
    },
    /** Has the next process repeat deliveries, and gives what came of each. */
    repeated: async (ids: string[]): Promise<DeliveryRow[]> => {
      await execute(owner, END_LEASES, [ids]);
      reporter = start();
      const rows = () => Promise.all(ids.map((id) => deliveryRow(owner, id)));
      await until('all are delivered', async () => (await rows()).every(({ status }) => status !== 'waiting'));
      return rows();
    },
    stop: async () => {
      reporter.kill('SIGKILL');
      await owner.destroy();
      await database.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type Killing = Awaited<ReturnType<typeof openKilling>>;

export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(25)) {
    if (await isSo()) return;
  }
  throw new Error(`not within 30 s: ${what}`);
}

function startReporter(settings: NodeJS.ProcessEnv): ChildProcess {
  const env = {
    ...{ PATH: process.env['PATH'], REPORTER_PORT: '0', LOG_LEVEL: 'fatal' },
    ...{ ADMIN_TOKEN: 'an-admin-token-for-tests', SECRET_KEY, DELIVERY_PRIVATE_NETWORKS: '127.0.0.0/8' },
    ...settings,
  };
  return fork(ENTRY, [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

const END_LEASES = `
update slot_delivery set leased_until = clock_timestamp() - interval '1 s' where slot_delivery.id = any ($1::uuid[])
`;
