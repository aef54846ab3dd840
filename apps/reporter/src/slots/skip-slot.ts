import { execute, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/**
 * Ends an open slot by a person's word, with what of it was still to be delivered; whoever works on it finishes nothing any
 * more. False, with nothing changed, for a slot that has ended.
 */
export async function skipSlot(
  dataSource: DataSource,
  slotId: string,
  { by, reason, now }: { by: string; reason: string; now: Date },
): Promise<boolean> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    const isMine = (await execute(runner, SKIP_SLOT, [slotId, by, reason, now])) > 0;
    if (isMine) await execute(runner, SKIP_DELIVERIES, [slotId, now]);
    return isMine;
  });
}

const SKIP_SLOT = `
update schedule_slot
set status = 'skipped', step = 'ended', skipped_by = $2, skip_reason = $3, fence = schedule_slot.fence + 1,
    leased_until = null, try_after = null, finished_at = $4
where schedule_slot.id = $1 and schedule_slot.step <> 'ended'
`;

// uses slot_delivery_open_idx
const SKIP_DELIVERIES = `
update slot_delivery
set status = 'skipped', fence = slot_delivery.fence + 1, leased_until = null, try_after = null,
    finished_at = $2
where slot_delivery.slot_id = $1 and slot_delivery.status = 'waiting'
`;
