import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { skipSlot } from '../src/slots/skip-slot.js';
import { anEvent, insertEvents } from './sent-event.js';
import { aDefinition } from './a-definition.js';
import { insertSchedule, insertSlot, insertTarget, slotRow } from './sent-slot.js';
import { startSlotWorkers, type SlotWorkers, type WorkersOptions } from './slot-workers.js';

let database: TestDatabase;
let owner: DataSource;
let scheduleId: string;
let now = new Date('2026-09-17T00:00:00Z');
let workers: SlotWorkers[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 4 });
  await insertEvents(owner, [anEvent({ action: 'kms.secrets.delete' })]);
  const [target, noticeTarget] = [await insertTarget(owner, 'bundles'), await insertTarget(owner, 'notices')];
  const definition = aDefinition({ reports: ['deletions'], targets: [target], noticeTargets: [noticeTarget] });
  scheduleId = await insertSchedule(owner, definition);
});
beforeEach(async () => {
  now = new Date('2026-09-17T00:00:00Z');
  await execute(owner, 'truncate schedule_slot, report_run cascade');
});
afterEach(stopAll);
afterAll(async () => {
  await owner?.destroy();
  await database?.drop();
});

async function stopAll() {
  await Promise.all(workers.map((worker) => worker.stop()));
  workers = [];
}

async function start(options: Partial<WorkersOptions> = {}): Promise<SlotWorkers> {
  const started = await startSlotWorkers(database.reporterUrl, { now: () => now, ...options });
  workers.push(started);
  return started;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(25)) if (await isSo()) return;
  throw new Error(`it did not come to that within 30 s: ${workers.map(({ lines }) => lines.at(-1)).join('; ')}`);
}
const stepOf = async (id: string) => (await slotRow(owner, id)).step;
const countOf = async (sql: string) =>
  (await query<{ count: number }>(owner, `select count(*)::int as "count" ${sql}`))[0]!.count;

describe('two reporters', () => {
  it('share the work, the oldest first', async () => {
    await execute(owner, INSERT_SLOTS, [scheduleId, 60]);
    const both = await Promise.all([start(), start()]);
    await until(async () => (await countOf(`from schedule_slot where step = 'delivering'`)) === 60);
    for (const { lines } of both) expect(lines).toContain('info: bundle of a slot made');
    const [order] = await query<{ misplaced: number }>(owner, COUNT_MISPLACED);
    expect(order?.misplaced).toBe(0);
  });
});

describe('a slot', () => {
  it('has one line in the log when it begins, and one when it ends', async () => {
    const quiet = await insertSchedule(owner, aDefinition({ reports: ['deletions'] }), 'quiet');
    const id = await insertSlot(owner, quiet);
    const { lines } = await start();
    await until(async () => (await stepOf(id)) === 'ended');
    await stopAll();
    expect(lines.filter((line) => / slot (begun|ended)/.test(line))).toEqual([
      ...['info: slot begun', 'info: slot ended: delivered'],
    ]);
  });
});

describe('the bundle of a slot', () => {
  it('that cannot be made is tried again with growing pauses, and its owner is told after the tenth try', async () => {
    const id = await insertSlot(owner, scheduleId);
    let tries = 0;
    const makeBundle = () => async () => {
      tries += 1;
      throw Object.assign(new Error('secret inside'), { code: '53100' });
    };
    const { lines } = await start({ makeBundle });
    for (const minutes of [1, 2, 4, 8, 16, 32, 60, 60, 60]) {
      const before = tries;
      await until(async () => tries > before || (tries > 0 && (await slotRow(owner, id)).tryAfter !== null));
      await until(async () => (await slotRow(owner, id)).tryAfter !== null);
      const { tryAfter, failure } = await slotRow(owner, id);
      expect((tryAfter!.getTime() - now.getTime()) / 60_000).toBe(minutes);
      expect(failure).toBe('Its bundle could not be made. The database was not able to answer (53100).');
      now = tryAfter!;
      const made = tries;
      await until(async () => tries > made);
    }
    await until(async () => (await stepOf(id)) === 'notifying');
    expect(tries).toBe(10);
    expect(await slotRow(owner, id)).toMatchObject({
      status: 'notifying',
      failure: expect.stringMatching(/\(53100\)\. It was tried 10 times\.$/),
    });
    expect(await countOf(`from slot_delivery where content = 'notice' and status = 'waiting'`)).toBe(1);
    expect(lines.filter((line) => line === 'warn: a bundle failed and is tried again')).toHaveLength(9);
    expect(lines.filter((line) => line.startsWith('error: '))).toHaveLength(1);
  });

  it('is handed back when its process stops, and made by the next', async () => {
    const id = await insertSlot(owner, scheduleId);
    const hanging =
      () =>
      (_slot: unknown, { signal }: { signal: AbortSignal }) =>
        new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
    const { lines } = await start({ makeBundle: hanging });
    await until(async () => (await slotRow(owner, id)).leasedUntil !== null);
    const stoppedAt = performance.now();
    await stopAll();
    expect(performance.now() - stoppedAt).toBeLessThan(3_000);
    expect(lines).toContain('info: slot handed back because the process stops');
    expect(await slotRow(owner, id)).toMatchObject({ step: 'bundling', attempts: 0, leasedUntil: null, failure: null });
    await start();
    await until(async () => (await stepOf(id)) === 'delivering');
  });

  it('is made by the next when its process was thought dead; the first finishes nothing', async () => {
    const id = await insertSlot(owner, scheduleId);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = await start({
      makeBundle:
        (real) =>
        async (...given) =>
          held.then(() => real(...given)),
    });
    await until(async () => (await slotRow(owner, id)).leasedUntil !== null);
    await execute(owner, `update schedule_slot set leased_until = clock_timestamp() - interval '1 s' where id = $1`, [
      id,
    ]);
    await start();
    await until(async () => (await stepOf(id)) === 'delivering');
    const [bundle] = await query<{ id: string }>(owner, 'select id from export_bundle');
    release();
    await until(async () => slow.lines.some((line) => line.startsWith('warn: ')));
    expect(await query(owner, 'select id from export_bundle')).toEqual([bundle]);
    expect(await countOf('from slot_delivery')).toBe(1);
    expect(await slotRow(owner, id)).toMatchObject({ step: 'delivering', attempts: 0 });
  });

  it('is not kept of a slot that was skipped while it was made', async () => {
    const id = await insertSlot(owner, scheduleId);
    const skipping = (real: Parameters<NonNullable<WorkersOptions['makeBundle']>>[0]) =>
      (async (slot, context) => {
        await skipSlot(owner, slot.id, { by: 'somebody', reason: 'not needed', now });
        await real(slot, context);
      }) satisfies typeof real;
    const { lines } = await start({ makeBundle: skipping });
    await until(async () => lines.some((line) => line.startsWith('warn: slot was taken over, skipped')));
    expect(await slotRow(owner, id)).toMatchObject({ status: 'skipped', step: 'ended' });
    expect([await countOf('from export_bundle'), await countOf('from slot_delivery')]).toEqual([0, 0]);
  });

  it('waits for reports that somebody deletes while it is made', async () => {
    const id = await insertSlot(owner, scheduleId);
    let isFirst = true;
    const makeBundle: NonNullable<WorkersOptions['makeBundle']> = (real) => async (slot, context) => {
      if (isFirst) await execute(owner, 'delete from report_document');
      if (isFirst) await execute(owner, DELETE_REPORTS);
      isFirst = false;
      await real(slot, context);
    };
    await start({ makeBundle });
    await until(async () => (await stepOf(id)) === 'delivering');
    expect(await countOf('from slot_report')).toBe(2);
    expect(await countOf('from export_bundle')).toBe(1);
  });
});

const INSERT_SLOTS = `
insert into schedule_slot (schedule_id, due_at, name, definition, period_from, period_to, starts_at)
select schedule.id, due.at, schedule.name, schedule.definition, '2026-09-15Z', '2026-09-16Z', due.at
from schedule
cross join generate_series(1, $2) as place
cross join lateral (select timestamptz '2026-09-16Z' + make_interval(secs => place) as at) as due
where schedule.id = $1
`;

// Eight at a time: none is begun before one that was due more than eight earlier.
const COUNT_MISPLACED = `
select count(*)::int as "misplaced"
from (
  select row_number() over (order by slot.starts_at) as due, row_number() over (order by run.requested_at, slot.starts_at) as begun
  from schedule_slot slot
  join slot_report asked on asked.slot_id = slot.id
  join report_run run on run.id = asked.run_id
) as place
where abs(place.due - place.begun) > 8
`;

const DELETE_REPORTS = `
update report_run set deleted_at = clock_timestamp(), deleted_by = 'somebody', deletion_reason = 'old'
`;
