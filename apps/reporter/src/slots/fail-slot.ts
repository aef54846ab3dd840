import { execute } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';
import { insertDeliveries } from './insert-deliveries.js';

/**
 * Gives a slot up after its last try: its owner is to be told now, and it has failed once that was done. Whoever works on it
 * finishes nothing any more. False, with nothing changed, for a slot that has ended or was given up before.
 */
export async function failSlot(runner: QueryRunner, slotId: string, reason: string): Promise<boolean> {
  const isMine = (await execute(runner, FAIL_SLOT, [slotId, reason])) > 0;
  if (isMine) await insertDeliveries(runner, slotId, 'notice');
  return isMine;
}

const FAIL_SLOT = `
update schedule_slot
set status = 'notifying', step = 'notifying', attempts = 0, fence = schedule_slot.fence + 1, leased_until = null,
    try_after = null, failure = $2
where schedule_slot.id = $1 and schedule_slot.step not in ('notifying', 'ended')
`;
