import { execute, query, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { settleSlot } from './settle-slot.js';

/** What a retry came to: `delivering` its bundle once more, `anew` from its reports; else why it changed nothing. */
export type Retried = 'delivering' | 'anew' | 'not-failed' | 'bundle-deleted';

/**
 * Opens a failed slot again, or one whose owner is being told: with a bundle, the deliveries of it that failed wait again;
 * without one, it begins anew. Notices that still wait are given up. One whose bundle was deleted stays as it is, since a slot
 * has one bundle: it can be restated.
 */
export async function retrySlot(dataSource: DataSource, slotId: string, now: Date): Promise<Retried> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    const [slot] = await query(runner, LOCK_FAILED, [slotId]);
    if (slot === undefined) return 'not-failed';
    // Locked after the slot: whoever is just deleting its bytes is waited for, or finds that they are needed.
    const [bundle] = await query<{ isKept: boolean }>(runner, LOCK_BUNDLE, [slotId]);
    if (bundle?.isKept === false) return 'bundle-deleted';
    await execute(runner, SKIP_NOTICES, [slotId, now]);
    return bundle === undefined ? beginAnew(runner, slotId) : deliverAgain(runner, slotId, now);
  });
}

async function beginAnew(runner: QueryRunner, slotId: string): Promise<Retried> {
  await execute(runner, BEGIN_ANEW, [slotId]);
  return 'anew';
}

async function deliverAgain(runner: QueryRunner, slotId: string, now: Date): Promise<Retried> {
  await execute(runner, DELIVER_AGAIN, [slotId]);
  const waiting = await execute(runner, WAIT_AGAIN, [slotId]);
  if (waiting === 0) await settleSlot(runner, { slotId, content: 'bundle', status: 'skipped' }, now);
  return 'delivering';
}

const LOCK_FAILED = `
select slot.id
from schedule_slot slot
where slot.id = $1 and slot.status in ('failed', 'notifying')
for update
`;

const LOCK_BUNDLE = `
select bundle.deleted_at is null as "isKept"
from export_bundle bundle
where bundle.slot_id = $1
for update
`;

// uses slot_delivery_open_idx
const SKIP_NOTICES = `
update slot_delivery
set status = 'skipped', fence = slot_delivery.fence + 1, leased_until = null, try_after = null,
    finished_at = $2
where slot_delivery.slot_id = $1 and slot_delivery.content = 'notice' and slot_delivery.status = 'waiting'
`;

const BEGIN_ANEW = `
update schedule_slot
set status = 'waiting', step = 'waiting', attempts = 0, fence = schedule_slot.fence + 1, leased_until = null,
    try_after = null, finished_at = null, horizon = null
where schedule_slot.id = $1
`;

const DELIVER_AGAIN = `
update schedule_slot
set status = 'running', step = 'delivering', attempts = 0, fence = schedule_slot.fence + 1, leased_until = null,
    try_after = null, failure = null, finished_at = null
where schedule_slot.id = $1
`;

const WAIT_AGAIN = `
update slot_delivery
set status = 'waiting', attempts = 0, fence = slot_delivery.fence + 1, leased_until = null, try_after = null,
    failure = null, finished_at = null
where slot_delivery.slot_id = $1 and slot_delivery.content = 'bundle' and slot_delivery.status in ('failed', 'waiting')
`;
