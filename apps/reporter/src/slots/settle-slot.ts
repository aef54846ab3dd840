import type { SlotStatus, SlotStep } from '@trailkeeper/contract';
import { execute, query } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';
import { failSlot } from './fail-slot.js';

/** A delivery that came to its end. */
export interface EndedDelivery {
  readonly slotId: string;
  readonly content: 'bundle' | 'notice';
  readonly status: 'delivered' | 'failed' | 'skipped';
}

/**
 * Brings a slot to its next state after one of its deliveries came to an end, in that delivery's transaction: to its end
 * once all bundles are delivered, or to `notifying`, with notices to send, when one failed; to `failed` once its owner was
 * told. A slot that has ended stays as it is. Locks the slot: two deliveries that end at once settle one after the other.
 * Gives what the slot ended as, for the log once that is committed; null: it did not end by this.
 */
export async function settleSlot(runner: QueryRunner, ended: EndedDelivery, now: Date): Promise<SlotStatus | null> {
  const step = await lockSlot(runner, ended.slotId);
  if (step === 'notifying' && ended.content === 'notice' && ended.status === 'delivered') {
    return endSlot(runner, ended.slotId, 'failed', now);
  }
  return step === 'delivering' ? settleBundles(runner, ended.slotId, now) : null;
}

/**
 * Locks a slot and gives the step it is at. Whatever locks a slot and its deliveries locks the slot first, so that nobody
 * waits in a circle.
 */
export async function lockSlot(runner: QueryRunner, slotId: string): Promise<SlotStep> {
  const [slot] = await query<{ step: SlotStep }>(runner, LOCK_SLOT, [slotId]);
  if (slot === undefined) throw new Error(`slot ${slotId} is gone`);
  return slot.step;
}

async function settleBundles(runner: QueryRunner, slotId: string, now: Date): Promise<SlotStatus | null> {
  const [sums] = await query<BundleSums>(runner, SUM_BUNDLES, [slotId]);
  if (sums === undefined || sums.waiting > 0) return null;
  if (sums.failed === 0) return endSlot(runner, slotId, sums.isEmpty ? 'delivered-empty' : 'delivered', now);
  await failSlot(runner, slotId, sums.failures ?? '');
  return null;
}

async function endSlot(runner: QueryRunner, slotId: string, status: SlotStatus, now: Date): Promise<SlotStatus> {
  await execute(runner, END_SLOT, [slotId, status, now]);
  return status;
}

interface BundleSums {
  waiting: number;
  failed: number;
  isEmpty: boolean;
  /** Each failed one in a sentence; null if none failed. */
  failures: string | null;
}

const LOCK_SLOT = `
select slot.step from schedule_slot slot where slot.id = $1 for update
`;

const SUM_BUNDLES = `
select (count(*) filter (where delivery.status = 'waiting'))::integer as "waiting",
       (count(*) filter (where delivery.status = 'failed'))::integer as "failed",
       bool_or(bundle.is_empty) as "isEmpty",
       string_agg('It could not be delivered to "' || target.name || '" (' || target.kind || '): '
                    || coalesce(delivery.failure, 'no reason was written down.'),
                  ' ' order by target.name, target.id) filter (where delivery.status = 'failed') as "failures"
from export_bundle bundle
left join slot_delivery delivery on delivery.slot_id = bundle.slot_id and delivery.content = 'bundle'
left join delivery_target target on target.id = delivery.target_id
where bundle.slot_id = $1
`;

const END_SLOT = `
update schedule_slot
set status = $2, step = 'ended', attempts = 0, leased_until = null, try_after = null, finished_at = $3,
    failure = case when $2 = 'failed' then schedule_slot.failure end
where schedule_slot.id = $1
`;
