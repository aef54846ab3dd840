import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, query } from '@trailkeeper/database';
import { type Delivering, openDelivering, untilDelivery } from './delivering.js';
import { insertBundle } from './sent-bundle.js';
import { aDefinition } from './a-definition.js';
import { insertSchedule, insertSlot, insertTarget, slotRow } from './sent-slot.js';

let on: Delivering;
beforeAll(async () => {
  on = await openDelivering();
});
afterAll(async () => {
  await on?.stop();
});

const CONTENT = Buffer.from('the bytes of a bundle');
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
let folders = 0;

/** A slot with a bundle to be delivered to a folder of its own, and a folder that notices go to. */
async function sentSlot(content = CONTENT) {
  folders += 1;
  const [folder, noticeFolder] = [`bundles-${folders}`, `notices-${folders}`];
  const target = await insertTarget(on.owner, folder, { path: folder });
  const noticeTarget = await insertTarget(on.owner, noticeFolder, { path: noticeFolder });
  const definition = aDefinition({ targets: [target], noticeTargets: [noticeTarget] });
  const scheduleId = await insertSchedule(on.owner, definition, `daily ${folders}`);
  const slotId = await insertSlot(on.owner, scheduleId, { status: 'running', step: 'delivering' });
  const [deliveryId] = await insertBundle(on.owner, slotId, { content });
  return {
    slotId,
    deliveryId: deliveryId!,
    folder: join(on.directory, folder),
    noticeFolder: join(on.directory, noticeFolder),
  };
}

/** What a share that is not mounted is to a process: nothing can be made there. */
const breakFolder = (folder: string) => writeFileSync(folder, '');
const mendFolder = (folder: string) => rmSync(folder);
const minutesOf = (receipts: { beganAt: string }[]) =>
  receipts.map(({ beganAt }) => (Date.parse(beganAt) - Date.parse(receipts[0]!.beganAt)) / 60_000);

async function noticeOf(slotId: string): Promise<string> {
  const [row] = await query<{ id: string }>(
    on.owner,
    `select id from slot_delivery where slot_id = $1 and content = 'notice'`,
    [slotId],
  );
  return row!.id;
}

/** The notice of a slot whose delivery has failed at all ten tries. */
async function noticeOfGivenUp({ slotId, deliveryId }: { slotId: string; deliveryId: string }): Promise<string> {
  await on.startWorker();
  await untilDelivery(on.owner, deliveryId, ({ nextTryAt }) => nextTryAt !== null);
  await on.tryAgain(deliveryId, 9);
  return noticeOf(slotId);
}

describe('a delivery', () => {
  afterEach(() => on.stopWorkers());

  it('brings the bundle, keeps a receipt, and ends the slot', async () => {
    const { slotId, deliveryId, folder } = await sentSlot();
    const { log, registry } = await on.startWorker();
    const row = await untilDelivery(on.owner, deliveryId, ({ status }) => status === 'delivered');
    expect(readFileSync(join(folder, 'bundle.zip')).equals(CONTENT)).toBe(true);
    expect(readdirSync(folder)).toEqual(['bundle.zip']);
    expect(row).toMatchObject({ attempts: 1, possiblyTwice: false, failure: null, nextTryAt: null });
    expect(row.receipts).toEqual([
      {
        ...{
          attempt: 1,
          outcome: 'delivered',
          place: join(folder, 'bundle.zip'),
          bytes: CONTENT.length,
          sha256: SHA256,
        },
        ...{ beganAt: expect.any(String), endedAt: expect.any(String), answer: 'Written, and on disk.' },
      },
    ]);
    expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'delivered', step: 'ended' });
    const [line] = log.lines().filter((one) => one['deliveryId'] === deliveryId);
    expect(line).toMatchObject({ level: 30, kind: 'directory', outcome: 'delivered', attempts: 1, msg: 'delivered' });
    expect(log.lines().filter(({ msg }) => msg === 'slot ended: delivered')).toMatchObject([{ level: 30, slotId }]);
    const metrics = await registry.metrics();
    expect(metrics).toContain('trailkeeper_delivery_tries_total{kind="directory",outcome="delivered"} 1');
    expect(metrics).toContain('trailkeeper_deliveries_waiting 0');
    expect(metrics).toContain('trailkeeper_delivery_oldest_age_seconds 0');
  });

  it('outlives an outage of three hours: tried at growing pauses, never given up', async () => {
    const { slotId, deliveryId, folder } = await sentSlot();
    breakFolder(folder);
    const { log } = await on.startWorker();
    await untilDelivery(on.owner, deliveryId, ({ nextTryAt }) => nextTryAt !== null);
    const row = await on.tryAgain(deliveryId, 7);
    expect(minutesOf(row.receipts)).toEqual([0, 1, 3, 7, 15, 31, 63, 123]);
    expect(row.receipts.map(({ outcome }) => outcome)).toEqual(Array(8).fill('failed'));
    expect(row).toMatchObject({ status: 'waiting', failure: expect.stringContaining('ENOTDIR') });
    expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'running', step: 'delivering' });
    expect(log.lines().find((one) => one['deliveryId'] === deliveryId)).toMatchObject({ level: 40 });

    mendFolder(folder);
    const end = await on.tryAgain(deliveryId, 1);
    expect(minutesOf(end.receipts).at(-1)).toBe(183);
    expect(end).toMatchObject({ status: 'delivered', failure: null, attempts: 9 });
    expect(readFileSync(join(folder, 'bundle.zip')).equals(CONTENT)).toBe(true);
    expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'delivered' });
  });

  it('does not wait for a clock that was set back to come round again', async () => {
    const { deliveryId, folder } = await sentSlot();
    breakFolder(folder);
    await on.startWorker();
    await untilDelivery(on.owner, deliveryId, ({ nextTryAt }) => nextTryAt !== null);
    mendFolder(folder);
    on.clock.forward(-24 * 60);
    const row = await untilDelivery(on.owner, deliveryId, ({ status }) => status === 'delivered');
    expect(minutesOf(row.receipts)).toEqual([0, -24 * 60]);
  });

  it('has failed after the tenth try; then the owner is told, and the slot has failed', async () => {
    const { slotId, deliveryId, folder, noticeFolder } = await sentSlot();
    breakFolder(folder);
    const { log } = await on.startWorker();
    await untilDelivery(on.owner, deliveryId, ({ nextTryAt }) => nextTryAt !== null);
    const row = await on.tryAgain(deliveryId, 9);
    expect(minutesOf(row.receipts)).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
    expect(row).toMatchObject({ status: 'failed', attempts: 10, nextTryAt: null });
    expect(
      log
        .lines()
        .filter((one) => one['deliveryId'] === deliveryId)
        .at(-1),
    ).toMatchObject({ level: 50 });

    await untilDelivery(on.owner, await noticeOf(slotId), ({ status }) => status === 'delivered');
    const [notice] = readdirSync(noticeFolder);
    expect(notice).toMatch(/^FAILED_daily-\d+_2026-09-16T0600Z_[0-9a-f]{8}_[0-9a-f]{8}\.txt$/);
    expect(readFileSync(join(noticeFolder, notice!), 'utf8')).toContain(
      'Reason: It could not be delivered to "bundles-',
    );
    expect(await slotRow(on.owner, slotId)).toMatchObject({
      status: 'failed',
      failure: expect.stringContaining('ENOTDIR'),
    });
  });

  it('of a notice is tried for ever, hourly at most, and the slot has not failed before it is told', async () => {
    const { slotId, deliveryId, folder, noticeFolder } = await sentSlot();
    breakFolder(folder);
    breakFolder(noticeFolder);
    const notice = await noticeOfGivenUp({ slotId, deliveryId });
    await untilDelivery(on.owner, notice, ({ nextTryAt }) => nextTryAt !== null);
    const { receipts } = await on.tryAgain(notice, 13);
    expect(minutesOf(receipts)).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363, 423, 483]);
    expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'notifying' });

    mendFolder(noticeFolder);
    expect(await on.tryAgain(notice, 1)).toMatchObject({ status: 'delivered' });
    expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'failed' });
  });

  it('of a notice is the same file on a repeat, also when the settings were changed in between', async () => {
    const { slotId, deliveryId, folder, noticeFolder } = await sentSlot();
    breakFolder(folder);
    const notice = await noticeOfGivenUp({ slotId, deliveryId });
    await untilDelivery(on.owner, notice, ({ status }) => status === 'delivered');
    await on.stopWorkers();
    await execute(on.owner, FORGET_NOTICE, [notice]);
    await on.startWorker({ publicUrl: null, organisation: 'Example Bank plc' });
    const { receipts } = await untilDelivery(on.owner, notice, ({ status }) => status === 'delivered');
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['delivered', 'already-there']);
    expect(readdirSync(noticeFolder)).toHaveLength(1);
  });

  it('of a notice gets no more tries after a failure once its slot has ended', async () => {
    const { slotId, deliveryId, folder, noticeFolder } = await sentSlot();
    breakFolder(folder);
    breakFolder(noticeFolder);
    const notice = await noticeOfGivenUp({ slotId, deliveryId });
    await untilDelivery(on.owner, notice, ({ nextTryAt }) => nextTryAt !== null);
    await execute(
      on.owner,
      `update schedule_slot set status = 'failed', step = 'ended', finished_at = now() where id = $1`,
      [slotId],
    );
    expect(await on.tryAgain(notice, 1)).toMatchObject({ status: 'failed', attempts: 2 });
  });
});

// As when the process died after the notice had arrived and before that was written down.
const FORGET_NOTICE = `
with forgotten as (
  update slot_delivery set status = 'waiting', finished_at = null where slot_delivery.id = $1
  returning slot_delivery.slot_id
)
update schedule_slot
set status = 'notifying', step = 'notifying', finished_at = null
from forgotten
where schedule_slot.id = forgotten.slot_id
`;
