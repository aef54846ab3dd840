import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, query, withTransaction } from '@trailkeeper/database';
import { insertBundle } from '../../test/sent-bundle.js';
import { aDefinition } from '../../test/a-definition.js';
import { insertSchedule, insertSlot, insertTarget } from '../../test/sent-slot.js';
import { type TestTrail, openTestTrail } from '../../test/test-trail.js';
import { type EndedDelivery, settleSlot } from './settle-slot.js';

let trail: TestTrail;
let scheduleId: string;
let targets: string[];
let notices: string;
beforeAll(async () => {
  trail = await openTestTrail();
  targets = [await insertTarget(trail.owner, 'Archive'), await insertTarget(trail.owner, 'Regulator')];
  notices = await insertTarget(trail.owner, 'Owner');
  scheduleId = await insertSchedule(trail.owner, aDefinition({ targets, noticeTargets: [notices] }));
});
afterAll(async () => {
  await trail?.stop();
});

const NOW = new Date('2026-09-16T06:10:00.000Z');
let days = 0;

/** A slot whose bundle is being delivered to two targets. */
async function deliveringSlot(isEmpty = false) {
  days += 1;
  const dueAt = new Date(Date.UTC(2026, 0, days, 6)).toISOString();
  const slotId = await insertSlot(trail.owner, scheduleId, { dueAt, status: 'running', step: 'delivering' });
  const deliveries = await insertBundle(trail.owner, slotId, { isEmpty });
  return { slotId, archive: deliveries[0]!, regulator: deliveries[1]! };
}

/** As the end of a try does it. */
async function end(
  slotId: string,
  deliveryId: string,
  status: EndedDelivery['status'],
  content: 'bundle' | 'notice' = 'bundle',
  failure: string | null = 'The disk is full.',
) {
  await withTransaction(trail.reporter, 'READ COMMITTED', async (runner) => {
    await execute(runner, `update slot_delivery set status = $2, failure = $3 where id = $1`, [
      ...[deliveryId, status, status === 'failed' ? failure : null],
    ]);
    await settleSlot(runner, { slotId, content, status }, NOW);
  });
}

async function slot(slotId: string) {
  const [row] = await query<object>(
    trail.owner,
    'select status, step, failure, finished_at as "finishedAt" from schedule_slot where id = $1',
    [slotId],
  );
  return row;
}

const noticesOf = (slotId: string) =>
  query<{ id: string; status: string }>(
    trail.owner,
    `select id, status from slot_delivery where slot_id = $1 and content = 'notice' order by status`,
    [slotId],
  );

describe('a slot whose bundle is being delivered', () => {
  it.each([
    [false, 'delivered'],
    [true, 'delivered-empty'],
  ])('ends once the last target has it (nothing to report: %s)', async (isEmpty, status) => {
    const { slotId, archive, regulator } = await deliveringSlot(isEmpty);
    await end(slotId, archive, 'delivered');
    expect(await slot(slotId)).toMatchObject({ status: 'running', step: 'delivering', finishedAt: null });
    await end(slotId, regulator, 'delivered');
    expect(await slot(slotId)).toEqual({ status, step: 'ended', failure: null, finishedAt: NOW });
    expect(await noticesOf(slotId)).toEqual([]);
  });

  it('does not take a target that was skipped for one that is missing', async () => {
    const { slotId, archive, regulator } = await deliveringSlot();
    await end(slotId, archive, 'skipped');
    await end(slotId, regulator, 'delivered');
    expect(await slot(slotId)).toMatchObject({ status: 'delivered' });
  });

  it('is given up when one target failed, but not before the others have come to an end', async () => {
    const { slotId, archive, regulator } = await deliveringSlot();
    await end(slotId, archive, 'failed');
    expect(await slot(slotId)).toMatchObject({ status: 'running', step: 'delivering' });
    await end(slotId, regulator, 'delivered');
    const failure = 'It could not be delivered to "Archive" (directory): The disk is full.';
    expect(await slot(slotId)).toEqual({ status: 'notifying', step: 'notifying', failure, finishedAt: null });
    expect(await noticesOf(slotId)).toMatchObject([{ status: 'waiting' }]);
  });

  it('is given up also when one failed without a reason', async () => {
    const { slotId, archive, regulator } = await deliveringSlot();
    await end(slotId, archive, 'failed', 'bundle', null);
    await end(slotId, regulator, 'delivered');
    expect(await slot(slotId)).toMatchObject({ status: 'notifying', failure: expect.stringContaining('"Archive"') });
  });

  it('settles once when the last two end at the same moment', async () => {
    const { slotId, archive, regulator } = await deliveringSlot();
    await Promise.all([end(slotId, archive, 'failed'), end(slotId, regulator, 'failed')]);
    const failure =
      'It could not be delivered to "Archive" (directory): The disk is full. ' +
      'It could not be delivered to "Regulator" (directory): The disk is full.';
    expect(await slot(slotId)).toMatchObject({ status: 'notifying', failure });
    expect(await noticesOf(slotId)).toHaveLength(1);
  });
});

describe('a slot whose owner is to be told', () => {
  it('has failed once that was done, and keeps the reason', async () => {
    const { slotId, archive, regulator } = await deliveringSlot();
    await end(slotId, archive, 'failed');
    await end(slotId, regulator, 'delivered');
    const [notice] = await noticesOf(slotId);
    await end(slotId, notice!.id, 'delivered', 'notice');
    const failure = expect.stringContaining('The disk is full.');
    expect(await slot(slotId)).toEqual({ status: 'failed', step: 'ended', failure, finishedAt: NOW });
  });

  it('is not told by the notice of an earlier failure', async () => {
    const { slotId, archive, regulator } = await deliveringSlot();
    await execute(
      trail.owner,
      `insert into slot_delivery (slot_id, target_id, content, status) values ($1, $2, 'notice', 'delivered')`,
      [slotId, notices],
    );
    await end(slotId, archive, 'failed');
    await end(slotId, regulator, 'failed');
    expect(await slot(slotId)).toMatchObject({ status: 'notifying' });
    expect(await noticesOf(slotId)).toMatchObject([{ status: 'delivered' }, { status: 'waiting' }]);
  });
});

it('leaves a slot that has ended as it is', async () => {
  const { slotId, archive, regulator } = await deliveringSlot();
  await execute(
    trail.owner,
    `update schedule_slot set status = 'skipped', step = 'ended', skipped_by = 'Ada', skip_reason = 'not needed',
       finished_at = '2026-09-16T06:05:00Z' where id = $1`,
    [slotId],
  );
  await end(slotId, archive, 'delivered');
  await end(slotId, regulator, 'failed');
  const finishedAt = new Date('2026-09-16T06:05:00Z');
  expect(await slot(slotId)).toEqual({ status: 'skipped', step: 'ended', failure: null, finishedAt });
  expect(await noticesOf(slotId)).toEqual([]);
});
