import type { SlotStatus } from '@trailkeeper/contract';
import { execute, query, type Queryable, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { LeaseLostError } from '../leases/keep-lease.js';
import type { ClaimedSlot } from './claim-slot.js';
import { failSlot } from './fail-slot.js';
import { insertDeliveries } from './insert-deliveries.js';
import { MAX_TRIES, pauseMsAfter } from './retry-pauses.js';
import { settleSlot } from './settle-slot.js';

type Claim = Pick<ClaimedSlot, 'id' | 'fence'>;

/** Prolongs the lease of a slot; false when it is no longer held. */
export async function prolongLease(db: Queryable, { id, fence }: Claim, leaseMs: number): Promise<boolean> {
  return (await execute(db, PROLONG, [id, fence, leaseMs / 1000])) > 0;
}

/**
 * Has the bundle of a slot delivered, in the transaction that stores it. Throws LeaseLostError when the slot is somebody
 * else's, so that one bundle is made of it, and delivered, once. Gives what the slot ended as if nobody is to have it.
 */
export async function finishBundling(runner: QueryRunner, { id, fence }: Claim, now: Date): Promise<SlotStatus | null> {
  const isMine = (await execute(runner, FINISH, [id, fence])) > 0;
  if (!isMine) throw new LeaseLostError(`slot ${id} was taken over before its bundle was stored`);
  const deliveries = await insertDeliveries(runner, id, 'bundle');
  return deliveries > 0 ? null : settleSlot(runner, { slotId: id, content: 'bundle', status: 'skipped' }, now);
}

/** Gives a slot back as it was before it was claimed: the process stops, and that is no fault of the slot. */
export async function handBackSlot(db: Queryable, { id, fence }: Claim): Promise<boolean> {
  return (await execute(db, HAND_BACK, [id, fence])) > 0;
}

/** Has a slot whose bundle could not be made wait for another try, or gives it up after the last. */
export async function retrySlotLater(
  dataSource: DataSource,
  { id, fence, attempts }: Pick<ClaimedSlot, 'id' | 'fence' | 'attempts'>,
  { failure, now }: { failure: string; now: Date },
): Promise<'retried' | 'failed' | 'lost'> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    const [mine] = await query(runner, LOCK_MINE, [id, fence]);
    if (mine === undefined) return 'lost';
    if (attempts >= MAX_TRIES) {
      await failSlot(runner, id, `${failure} It was tried ${attempts} times.`);
      return 'failed';
    }
    await execute(runner, WAIT, [id, new Date(now.getTime() + pauseMsAfter(attempts)), failure]);
    return 'retried';
  });
}

const PROLONG = `
update schedule_slot
set leased_until = clock_timestamp() + make_interval(secs => $3)
where schedule_slot.id = $1 and schedule_slot.fence = $2 and schedule_slot.step = 'bundling'
`;

const FINISH = `
update schedule_slot
set step = 'delivering', attempts = 0, leased_until = null, try_after = null, failure = null
where schedule_slot.id = $1 and schedule_slot.fence = $2 and schedule_slot.step = 'bundling'
`;

const HAND_BACK = `
update schedule_slot
set attempts = schedule_slot.attempts - 1, leased_until = null
where schedule_slot.id = $1 and schedule_slot.fence = $2 and schedule_slot.step = 'bundling'
`;

const LOCK_MINE = `
select slot.id
from schedule_slot slot
where slot.id = $1 and slot.fence = $2 and slot.step = 'bundling'
for update
`;

const WAIT = `
update schedule_slot set leased_until = null, try_after = $2, failure = $3 where schedule_slot.id = $1
`;
