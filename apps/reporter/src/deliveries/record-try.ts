import type { SlotStatus } from '@trailkeeper/contract';
import { execute, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { MAX_TRIES, pauseMsAfter } from '../slots/retry-pauses.js';
import { lockSlot, settleSlot } from '../slots/settle-slot.js';
import type { ClaimedDelivery } from './claim-delivery.js';

/** What a try came to. */
export type TryEnd =
  | {
      readonly outcome: 'delivered' | 'already-there';
      readonly place: string;
      readonly answer: string;
      readonly bytes: number;
      readonly sha256: string;
    }
  | {
      readonly outcome: 'failed' | 'unknown';
      readonly answer: string;
      /** This process stops: it is no fault of the delivery. */
      readonly isStopped: boolean;
    };

/** What became of the delivery. `lost`: it is somebody else's by now, or was skipped; the receipt is written all the same. */
export type RecordedAs = 'delivered' | 'retried' | 'failed' | 'handed-back' | 'lost';

export interface RecordedTry {
  readonly recordedAs: RecordedAs;
  /** What its slot ended as by this; null: it did not. */
  readonly slotEndedAs: SlotStatus | null;
}

/**
 * Writes down how a try ended and what that makes of the delivery and of its slot, all or nothing. A bundle has failed after
 * the last try; a notice is tried until its slot has ended. Fails as the database does.
 */
export async function recordTry(
  db: DataSource,
  claimed: ClaimedDelivery,
  { end, now }: { end: TryEnd; now: Date },
): Promise<RecordedTry> {
  return withTransaction(db, 'READ COMMITTED', async (runner) => {
    const step = await lockSlot(runner, claimed.slotId);
    if (claimed.receipt !== null) await endReceipt(runner, claimed, end, now);
    const isLast = claimed.content === 'bundle' ? claimed.attempts >= MAX_TRIES : step !== 'notifying';
    const recordedAs = 'place' in end ? 'delivered' : end.isStopped ? 'handed-back' : isLast ? 'failed' : 'retried';
    if (!(await changeDelivery(runner, claimed, recordedAs, { end, now })))
      return { recordedAs: 'lost', slotEndedAs: null };
    if (recordedAs !== 'delivered' && recordedAs !== 'failed') return { recordedAs, slotEndedAs: null };
    const { slotId, content } = claimed;
    return { recordedAs, slotEndedAs: await settleSlot(runner, { slotId, content, status: recordedAs }, now) };
  });
}

/** False: it is not this process's any more. */
async function changeDelivery(
  runner: QueryRunner,
  { id, fence, attempts }: ClaimedDelivery,
  recordedAs: Exclude<RecordedAs, 'lost'>,
  { end, now }: { end: TryEnd; now: Date },
): Promise<boolean> {
  const statements = {
    delivered: () => execute(runner, DELIVERED, [id, fence, now]),
    failed: () => execute(runner, FAILED, [id, fence, end.answer, now]),
    retried: () =>
      execute(runner, TRY_AGAIN, [id, fence, end.answer, new Date(now.getTime() + pauseMsAfter(attempts))]),
    'handed-back': () => execute(runner, HAND_BACK, [id, fence]),
  };
  return (await statements[recordedAs]()) > 0;
}

async function endReceipt(
  runner: QueryRunner,
  { id, receipt }: ClaimedDelivery,
  end: TryEnd,
  now: Date,
): Promise<void> {
  const { place, bytes, sha256 } = 'place' in end ? end : NOWHERE;
  await execute(runner, END_RECEIPT, [...[id, receipt, now, end.outcome], ...[place, bytes, sha256, end.answer]]);
}

const NOWHERE = { place: null, bytes: null, sha256: null };

const END_RECEIPT = `
update delivery_receipt
set ended_at = $3, outcome = $4, place = $5, bytes = $6, sha256 = $7, answer = $8
where delivery_receipt.delivery_id = $1 and delivery_receipt.attempt = $2 and delivery_receipt.ended_at is null
`;

const DELIVERED = `
update slot_delivery
set status = 'delivered', leased_until = null, try_after = null, failure = null, finished_at = $3
where slot_delivery.id = $1 and slot_delivery.fence = $2 and slot_delivery.status = 'waiting'
`;

const FAILED = `
update slot_delivery
set status = 'failed', leased_until = null, try_after = null, failure = $3, finished_at = $4
where slot_delivery.id = $1 and slot_delivery.fence = $2 and slot_delivery.status = 'waiting'
`;

const TRY_AGAIN = `
update slot_delivery
set leased_until = null, try_after = $4, failure = $3
where slot_delivery.id = $1 and slot_delivery.fence = $2 and slot_delivery.status = 'waiting'
`;

const HAND_BACK = `
update slot_delivery
set leased_until = null, try_after = null, attempts = slot_delivery.attempts - 1
where slot_delivery.id = $1 and slot_delivery.fence = $2 and slot_delivery.status = 'waiting'
`;
