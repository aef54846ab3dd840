import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, openDataSource, query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { claimDelivery } from '../src/deliveries/claim-delivery.js';
import { recordTry, type TryEnd } from '../src/deliveries/record-try.js';
import { CHUNK_BYTES } from '../src/runs/copy-chunks.js';
import { skipSlot } from '../src/slots/skip-slot.js';
import { type Delivering, deliveryRow, openDelivering, untilDelivery } from './delivering.js';
import { insertBundle } from './sent-bundle.js';
import { aDefinition } from './a-definition.js';
import { insertSchedule, insertSlot, insertTarget, slotRow } from './sent-slot.js';

let on: Delivering;
let other: DataSource;
beforeAll(async () => {
  on = await openDelivering();
  other = await openDataSource({ url: on.database.reporterUrl, applicationName: 'other', poolSize: 4 });
});
afterEach(() => on.stopWorkers());
afterAll(async () => {
  await other?.destroy();
  await on?.stop();
});

const CONTENT = randomBytes(2 * CHUNK_BYTES + 10);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const DELIVERED: TryEnd = { outcome: 'delivered', place: 'there', answer: 'ok', bytes: 1, sha256: SHA256 };
const FAILED: TryEnd = { outcome: 'failed', answer: 'The disk is full.', isStopped: false };
let folders = 0;

async function insertFolder(kind = 'directory') {
  folders += 1;
  const folder = `bundles-${folders}`;
  const target = await insertTarget(on.owner, folder, { path: folder });
  await execute(on.owner, 'update delivery_target set kind = $2 where id = $1', [target, kind]);
  return { target, folder: join(on.directory, folder) };
}

async function sentSlot(kind?: string) {
  const { target, folder } = await insertFolder(kind);
  const scheduleId = await insertSchedule(on.owner, aDefinition({ targets: [target] }), folder);
  const slotId = await insertSlot(on.owner, scheduleId, { status: 'running', step: 'delivering' });
  const [deliveryId] = await insertBundle(on.owner, slotId, { content: CONTENT });
  return { slotId, deliveryId: deliveryId!, folder };
}

const claim = () => claimDelivery(other, { leaseMs: 30_000, now: on.clock.time, busyTargets: [] });
const record = (claimed: NonNullable<Awaited<ReturnType<typeof claim>>>, end: TryEnd) =>
  recordTry(other, claimed, { end, now: on.clock.time }).then(({ recordedAs }) => recordedAs);
/** As when its process died and the lease ran out. */
const expire = (id: string) =>
  execute(on.owner, `update slot_delivery set leased_until = clock_timestamp() - interval '1 ms' where id = $1`, [id]);

/** Keeps every bundle from being read until it is called: a try that is under way stays there. */
async function holdBundles(): Promise<() => Promise<void>> {
  const runner = on.owner.createQueryRunner();
  await runner.startTransaction();
  await runner.query('lock table export_bundle_chunk in access exclusive mode');
  return async () => {
    await runner.rollbackTransaction();
    await runner.release();
  };
}

describe('a delivery whose process died in the middle of a try', () => {
  it('is tried again, and the receipt of the first stays without an end', async () => {
    const { slotId, deliveryId, folder } = await sentSlot();
    expect(await claim()).toMatchObject({ id: deliveryId, attempts: 1, receipt: 1 });
    await expire(deliveryId);
    await on.startWorker();
    const row = await untilDelivery(on.owner, deliveryId, ({ status }) => status === 'delivered');
    expect(row).toMatchObject({ attempts: 2, possiblyTwice: false });
    expect(row.receipts).toMatchObject([
      { attempt: 1, endedAt: null, outcome: null },
      { attempt: 2, outcome: 'delivered', sha256: SHA256 },
    ]);
    expect(readFileSync(join(folder, 'bundle.zip')).equals(CONTENT)).toBe(true);
    expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'delivered' });
  });

  it('is possibly twice where a repeat cannot be told from a first time', async () => {
    const { deliveryId } = await sentSlot('of-the-future');
    const first = await claim();
    expect(await deliveryRow(on.owner, deliveryId)).toMatchObject({ possiblyTwice: false });
    await expire(deliveryId);
    await claim();
    expect(await deliveryRow(on.owner, deliveryId)).toMatchObject({ possiblyTwice: true });
    expect(await record(first!, DELIVERED)).toBe('lost');
    await execute(on.owner, `update slot_delivery set status = 'failed' where id = $1`, [deliveryId]);
  });

  it.each([
    ['before the first try', `'2026-01-01Z', created_at = '2025-01-01Z'`, false],
    ['after it', `created_at + interval '1 minute'`, true],
  ])('is possibly twice where its target was changed %s', async (_when, updatedAt, possiblyTwice) => {
    const { deliveryId, folder } = await sentSlot();
    await claim();
    const name = folder.split('/').at(-1);
    await execute(on.owner, `update delivery_target set updated_at = ${updatedAt} where name = $1`, [name]);
    await expire(deliveryId);
    expect(await claim()).toMatchObject({ id: deliveryId, attempts: 2 });
    expect(await deliveryRow(on.owner, deliveryId)).toMatchObject({ possiblyTwice });
    await execute(on.owner, `update slot_delivery set status = 'failed' where id = $1`, [deliveryId]);
  });

  it.each([
    ['unknown', true],
    ['failed', false],
  ] as const)('is not possibly twice for a try that is known to have failed (%s)', async (outcome, possiblyTwice) => {
    const { deliveryId } = await sentSlot('of-the-future');
    await record((await claim())!, { ...FAILED, outcome });
    on.clock.forward(1);
    await claim();
    expect(await deliveryRow(on.owner, deliveryId)).toMatchObject({ possiblyTwice, attempts: 2 });
    await execute(on.owner, `update slot_delivery set status = 'failed' where id = $1`, [deliveryId]);
  });

  it('ten times is given up, without another try', async () => {
    const { slotId, deliveryId, folder } = await sentSlot();
    for (let tries = 0; tries < 10; tries += 1) {
      expect(await claim()).toMatchObject({ id: deliveryId });
      await expire(deliveryId);
    }
    await on.startWorker();
    const row = await untilDelivery(on.owner, deliveryId, ({ status }) => status !== 'waiting');
    expect(row).toMatchObject({ status: 'failed', failure: expect.stringContaining('it may have arrived') });
    expect(row.receipts).toHaveLength(10);
    expect(readdirSync(on.directory)).not.toContain(folder.split('/').at(-1));
    expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'notifying' });
  });
});

describe('of deliveries that are due', () => {
  /** One that has failed once, and is due again a minute after. */
  async function failedOnce(): Promise<string> {
    const { deliveryId } = await sentSlot();
    const claimed = await claim();
    expect(claimed).toMatchObject({ id: deliveryId });
    await record(claimed!, FAILED);
    return deliveryId;
  }

  it.each([
    ['2 minutes', 'the repeat'],
    ['-2 minutes', 'the new one'],
  ])('the one that has been so the longest goes first (new ones made %s later: %s)', async (later, first) => {
    const repeat = await failedOnce();
    const { deliveryId: fresh } = await sentSlot();
    on.clock.forward(1);
    await execute(on.owner, MADE_AT, [fresh, on.clock.time, later]);
    on.clock.forward(5);
    const order = first === 'the repeat' ? [repeat, fresh] : [fresh, repeat];
    expect([(await claim())?.id, (await claim())?.id]).toEqual(order);
    await execute(on.owner, `update slot_delivery set status = 'failed' where id = any($1)`, [order]);
  });

  it('those that failed before take half of the places of a process, so that new ones are not kept waiting', async () => {
    const repeats = [await failedOnce(), await failedOnce()];
    const { deliveryId: fresh } = await sentSlot();
    on.clock.forward(1);
    const release = await holdBundles();
    await on.startWorker({ places: 2 });
    await untilDelivery(on.owner, fresh, ({ receipts }) => receipts.length === 1);
    const tries = await Promise.all(repeats.map((id) => deliveryRow(on.owner, id)));
    expect(tries.map(({ receipts }) => receipts.length).sort()).toEqual([1, 2]);
    await release();
    for (const id of repeats) await untilDelivery(on.owner, id, ({ status }) => status === 'delivered');
  });
});

describe('a process whose delivery was taken over', () => {
  it.each([DELIVERED, FAILED])('writes its receipt and nothing else ($outcome)', async (end) => {
    const { slotId, deliveryId } = await sentSlot();
    const stale = await claim();
    await expire(deliveryId);
    const current = await claim();
    expect(await record(stale!, end)).toBe('lost');
    expect(await deliveryRow(on.owner, deliveryId)).toMatchObject({
      status: 'waiting',
      attempts: 2,
      nextTryAt: null,
      receipts: [{ outcome: end.outcome }, { endedAt: null }],
    });
    expect(await slotRow(on.owner, slotId)).toMatchObject({ step: 'delivering' });
    expect(await record(current!, DELIVERED)).toBe('delivered');
  });
});

describe('a slot that a person skips', () => {
  it('stays skipped when a try ends that was under way; its receipt says what arrived', async () => {
    const { slotId, deliveryId, folder } = await sentSlot();
    const release = await holdBundles();
    await on.startWorker();
    await untilDelivery(on.owner, deliveryId, ({ receipts }) => receipts.length === 1);
    expect(await skipSlot(other, slotId, { by: 'Ada', reason: 'not needed', now: on.clock.time })).toBe(true);
    await release();
    const row = await untilDelivery(on.owner, deliveryId, ({ receipts }) => receipts[0]?.endedAt !== null);
    expect(row).toMatchObject({ status: 'skipped', receipts: [{ outcome: 'delivered', sha256: SHA256 }] });
    expect(readFileSync(join(folder, 'bundle.zip')).equals(CONTENT)).toBe(true);
    expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'skipped', step: 'ended' });
  });
});

describe('a process that stops', () => {
  it('lets a try that is under way end', async () => {
    const { deliveryId } = await sentSlot();
    const release = await holdBundles();
    const worker = await on.startWorker();
    await untilDelivery(on.owner, deliveryId, ({ receipts }) => receipts.length === 1);
    const stopped = worker.stop();
    await release();
    await stopped;
    expect(await deliveryRow(on.owner, deliveryId)).toMatchObject({ status: 'delivered' });
  });

  it('gives it up when that takes too long, and hands it back: that was no try', async () => {
    const { deliveryId, folder } = await sentSlot();
    const release = await holdBundles();
    const worker = await on.startWorker();
    await untilDelivery(on.owner, deliveryId, ({ receipts }) => receipts.length === 1);
    const stoppedAt = performance.now();
    await worker.stop();
    expect(performance.now() - stoppedAt).toBeLessThan(8_000);
    const row = await deliveryRow(on.owner, deliveryId);
    expect(row).toMatchObject({ status: 'waiting', attempts: 0, nextTryAt: null, failure: null });
    expect(row.receipts).toMatchObject([{ attempt: 1, endedAt: expect.any(String) }]);
    await release();
    await on.startWorker();
    const end = await untilDelivery(on.owner, deliveryId, ({ status }) => status === 'delivered');
    expect(end).toMatchObject({ attempts: 1, receipts: [{}, { attempt: 2, outcome: 'delivered' }] });
    expect(readFileSync(join(folder, 'bundle.zip')).equals(CONTENT)).toBe(true);
  });
});

describe('two processes', () => {
  it('bring each of several hundred bundles once, each with one receipt', async () => {
    const targets = await Promise.all(Array.from({ length: 8 }, () => insertFolder()));
    const definition = aDefinition({ targets: targets.map(({ target }) => target) });
    const scheduleId = await insertSchedule(on.owner, definition, 'many');
    const slots: string[] = [];
    for (let day = 0; day < 40; day += 1) {
      const dueAt = new Date(Date.UTC(2026, 0, day, 6)).toISOString();
      const slotId = await insertSlot(on.owner, scheduleId, { dueAt, status: 'running', step: 'delivering' });
      await insertBundle(on.owner, slotId, { name: `bundle-${day}.zip`, content: Buffer.from(`bundle ${day}`) });
      slots.push(slotId);
    }
    await Promise.all([on.startWorker(), on.startWorker()]);
    const open = `select 1 from schedule_slot where id = any($1) and step <> 'ended'`;
    while ((await query(on.owner, open, [slots])).length > 0) await sleep(50);

    const [sums] = await query<object>(on.owner, SUM_TRIES, [slots]);
    expect(sums).toEqual({ deliveries: 320, delivered: 320, tries: 320, firstTimes: 320, ended: 320 });
    for (const { folder } of targets) expect(readdirSync(folder)).toHaveLength(40);
    const ends = await query<object>(on.owner, 'select distinct status from schedule_slot where id = any($1)', [slots]);
    expect(ends).toEqual([{ status: 'delivered' }]);
  });
});

const MADE_AT = `
update export_bundle
set made_at = $2::timestamptz + $3::interval
from slot_delivery delivery
where delivery.id = $1 and export_bundle.slot_id = delivery.slot_id
`;

const SUM_TRIES = `
select count(distinct delivery.id)::integer as "deliveries",
       (count(distinct delivery.id) filter (where delivery.status = 'delivered' and delivery.attempts = 1))::integer as "delivered",
       count(*)::integer as "tries",
       (count(*) filter (where receipt.outcome = 'delivered' and receipt.attempt = 1))::integer as "firstTimes",
       (count(*) filter (where receipt.ended_at is not null))::integer as "ended"
from slot_delivery delivery
join delivery_receipt receipt on receipt.delivery_id = delivery.id
where delivery.slot_id = any($1)
`;
