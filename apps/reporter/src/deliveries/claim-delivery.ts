import { execute, query, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { MAX_TRIES } from '../slots/retry-pauses.js';
import { isTriedAgain } from '../slots/tried-again.js';
import { findTargetKind } from '../targets/index.js';

/** A delivery that this process may try, as long as it holds the lease. `fence` proves it: each claim has a higher one. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly slotId: string;
  readonly targetId: string;
  readonly targetKind: string;
  readonly content: 'bundle' | 'notice';
  /** Tries that count, this one included: one that was given back because its process stopped does not. */
  readonly attempts: number;
  readonly fence: string;
  /** The number of the receipt of this try; null: no try is left to it, since the process of the last one died. */
  readonly receipt: number | null;
}

export interface ClaimOptions {
  readonly leaseMs: number;
  /** What is due is tried. */
  readonly now: Date;
  /** Targets that are not to be tried now. */
  readonly busyTargets: readonly string[];
  /** Whether one that was tried before may be claimed; else only the first try of one. Both unless given. */
  readonly withRepeats?: boolean;
}

/**
 * Claims the delivery that has been due the longest, or one whose holder let its lease run out, and writes down that a try
 * begins, before anything of it is sent; undefined if there is none. Where an earlier try may have arrived and the other side
 * cannot tell a repeat, or may be another since its target was changed, it is marked as possibly twice.
 */
export async function claimDelivery(
  db: DataSource,
  { leaseMs, now, busyTargets, withRepeats = true }: ClaimOptions,
): Promise<ClaimedDelivery | undefined> {
  return withTransaction(db, 'READ COMMITTED', async (runner) => {
    const [claimed] = await query<Omit<ClaimedDelivery, 'receipt'>>(runner, CLAIM_DELIVERY, [
      ...[leaseMs / 1000, now, busyTargets, withRepeats],
    ]);
    if (claimed === undefined) return undefined;
    if (claimed.content === 'bundle' && claimed.attempts > MAX_TRIES) return { ...claimed, receipt: null };
    const isExactlyOnce = findTargetKind(claimed.targetKind)?.isExactlyOnce ?? false;
    await execute(runner, MARK_POSSIBLY_TWICE, [claimed.id, isExactlyOnce]);
    return { ...claimed, receipt: await insertReceipt(runner, claimed.id, now) };
  });
}

async function insertReceipt(runner: QueryRunner, deliveryId: string, now: Date): Promise<number> {
  const [receipt] = await query<{ attempt: number }>(runner, INSERT_RECEIPT, [deliveryId, now]);
  if (receipt === undefined) throw new Error(`delivery ${deliveryId} got no receipt`);
  return receipt.attempt;
}

/** Prolongs the lease of a claimed delivery; false when it is somebody else's, or was skipped. */
export async function beatDelivery(
  db: DataSource,
  { id, fence }: Pick<ClaimedDelivery, 'id' | 'fence'>,
  leaseMs: number,
): Promise<boolean> {
  return (await execute(db, HEARTBEAT, [id, fence, leaseMs / 1000])) > 0;
}

// What is due goes by the clock of schedules, who is alive by the database's, as of report runs. One that is new is due since
// its bundle was made; a notice, which nobody has written down when, goes first. uses slot_delivery_open_idx
const CLAIM_DELIVERY = `
update slot_delivery
set attempts = slot_delivery.attempts + 1, fence = slot_delivery.fence + 1,
    leased_until = clock_timestamp() + make_interval(secs => $1)
from delivery_target target
where target.id = slot_delivery.target_id and slot_delivery.id = (
  select delivery.id
  from slot_delivery delivery
  left join export_bundle bundle on bundle.slot_id = delivery.slot_id and delivery.content = 'bundle'
  where delivery.status = 'waiting'
    and (delivery.try_after is null or ${isTriedAgain('delivery.try_after', '$2')})
    and (delivery.leased_until is null or delivery.leased_until < clock_timestamp())
    and delivery.target_id <> all ($3::uuid[])
    and ($4 or delivery.attempts = 0)
  order by coalesce(delivery.try_after, bundle.made_at, '-infinity'), delivery.id
  limit 1
  for update of delivery skip locked
)
returning slot_delivery.id, slot_delivery.slot_id as "slotId", slot_delivery.target_id as "targetId",
          target.kind as "targetKind", slot_delivery.content, slot_delivery.attempts, slot_delivery.fence
`;

const MARK_POSSIBLY_TWICE = `
update slot_delivery
set is_possibly_twice = true
from delivery_target target
where slot_delivery.id = $1 and not slot_delivery.is_possibly_twice and target.id = slot_delivery.target_id and exists (
  select from delivery_receipt receipt
  where receipt.delivery_id = $1 and (receipt.outcome is null or receipt.outcome = 'unknown')
    and (not $2::boolean or (target.updated_at > target.created_at and target.updated_at > receipt.began_at))
)
`;

const HEARTBEAT = `
update slot_delivery
set leased_until = clock_timestamp() + make_interval(secs => $3)
where slot_delivery.id = $1 and slot_delivery.fence = $2
`;

const INSERT_RECEIPT = `
insert into delivery_receipt (delivery_id, attempt, began_at)
select $1, coalesce(max(receipt.attempt), 0) + 1, $2
from delivery_receipt receipt
where receipt.delivery_id = $1
returning delivery_receipt.attempt
`;
