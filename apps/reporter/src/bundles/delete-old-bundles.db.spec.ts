import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SlotStatus, SlotStep } from '@trailkeeper/contract';
import { execute, withTransaction } from '@trailkeeper/database';
import { aDefinition } from '../../test/a-definition.js';
import { insertBundle } from '../../test/sent-bundle.js';
import { insertSchedule, insertSlot, insertTarget } from '../../test/sent-slot.js';
import { openTestTrail, type TestTrail } from '../../test/test-trail.js';
import { deleteOldBundles } from './delete-old-bundles.js';
import { maybeBundle, readBundle } from './read-bundle.js';

let trail: TestTrail;
let scheduleId: string;
beforeAll(async () => {
  trail = await openTestTrail();
  const targets = [await insertTarget(trail.owner, 'archive')];
  scheduleId = await insertSchedule(trail.owner, aDefinition({ targets }));
});
afterEach(() => execute(trail.owner, 'truncate schedule_slot cascade'));
afterAll(() => trail?.stop());

let slots = 0;

/** A slot with a bundle that was made so many days ago, and whose deliveries have ended. */
async function oldSlot(days: number, status: SlotStatus = 'delivered', step: SlotStep = 'ended'): Promise<string> {
  const dueAt = new Date(Date.UTC(2026, 0, 1, 0, (slots += 1))).toISOString();
  const slotId = await insertSlot(trail.owner, scheduleId, { dueAt, status, step });
  await insertBundle(trail.owner, slotId);
  await execute(trail.owner, `update slot_delivery set status = 'delivered' where slot_id = $1`, [slotId]);
  await execute(trail.owner, AGE_BUNDLE, [slotId, days]);
  return slotId;
}

async function deleteOld() {
  const [deleted, failed]: [string[], string[]] = [[], []];
  await deleteOldBundles(trail.reporter, 'P2D', {
    onDeleted: ({ slotId }) => deleted.push(slotId),
    onFailed: ({ slotId }) => failed.push(slotId),
    isStopped: () => false,
  });
  return { deleted, failed };
}

describe('the retention of bundles', () => {
  it('deletes the bytes of those made before, the oldest first; their record stays', async () => {
    const [young, old, older] = [await oldSlot(1), await oldSlot(3), await oldSlot(4, 'delivered-empty')];
    expect(await deleteOld()).toEqual({ deleted: [older, old], failed: [] });
    const bundle = await maybeBundle(trail.reporter, old);
    expect(bundle).toMatchObject({ deletedAt: expect.any(Date), sha256: expect.stringMatching(/^\w{64}$/) });
    await expect(readBundle(trail.reporter, bundle!).next()).rejects.toThrow('is missing');
    expect(await maybeBundle(trail.reporter, young)).toMatchObject({ deletedAt: null });
    expect(await deleteOld()).toEqual({ deleted: [], failed: [] });
  });

  it.each([
    ['running', 'delivering'],
    ['notifying', 'notifying'],
    ['failed', 'ended'],
  ] as const)('keeps that of a slot that is %s: it is still to be delivered, or may be', async (status, step) => {
    await oldSlot(400, status, step);
    expect(await deleteOld()).toEqual({ deleted: [], failed: [] });
  });

  it('deletes that of a slot that a person skipped', async () => {
    const slotId = await oldSlot(3, 'skipped');
    expect(await deleteOld()).toEqual({ deleted: [slotId], failed: [] });
  });

  it('waits for a retry that holds the bundle, and sees what that did', async () => {
    const slotId = await oldSlot(3);
    const { deleting } = await withTransaction(trail.owner, 'READ COMMITTED', async (runner) => {
      await execute(runner, 'select from export_bundle where slot_id = $1 for update', [slotId]);
      const deletion = deleteOld();
      await waitsForLock();
      await execute(runner, OPEN_AGAIN, [slotId]);
      return { deleting: deletion };
    });
    expect(await deleting).toEqual({ deleted: [], failed: [] });
  });

  it('deletes the others when one cannot be deleted', async () => {
    const [bad, good] = [await oldSlot(4), await oldSlot(3)];
    await execute(trail.owner, REFUSE_FUNCTION);
    await execute(trail.owner, refuseDeletion((await maybeBundle(trail.owner, bad))!.id));
    try {
      expect(await deleteOld()).toEqual({ deleted: [good], failed: [bad] });
    } finally {
      await execute(trail.owner, 'drop trigger refuse on export_bundle_chunk');
    }
    expect(await maybeBundle(trail.reporter, bad)).toMatchObject({ deletedAt: null });
  });
});

async function waitsForLock(): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if ((await execute(trail.owner, FIND_WAITING)) > 0) return;
    await sleep(10);
  }
  throw new Error('nobody waits for a lock');
}

const AGE_BUNDLE = `
update export_bundle set made_at = now() - make_interval(days => $2) where export_bundle.slot_id = $1
`;

const OPEN_AGAIN = `
update schedule_slot set status = 'running', step = 'delivering', finished_at = null where schedule_slot.id = $1
`;

const FIND_WAITING = `
select from pg_stat_activity activity
where activity.datname = current_database() and activity.wait_event_type = 'Lock'
`;

const REFUSE_FUNCTION = `
create function refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$
`;

function refuseDeletion(bundleId: string): string {
  return `
create trigger refuse before delete on export_bundle_chunk for each row
when (old.bundle_id = '${bundleId}') execute function refuse()
`;
}
