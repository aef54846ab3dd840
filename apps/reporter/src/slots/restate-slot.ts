import { query, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { insertRestated } from '../schedules/insert-restated.js';
import { findRestatedTargets } from '../schedules/restated-targets.js';

/** The slot that was made, or why none was; `open`: the one that restates the same already. */
export type Restated =
  { kind: 'made' | 'open'; slotId: string } | { kind: 'without-targets'; deleted: string[] } | { kind: 'not-made' };

/**
 * Makes a slot that reports once more on what one that was delivered did, or one that failed with a bundle, by the same
 * definition; it starts at `now`, and goes where its schedule delivers now. One at a time for each original.
 */
export async function restateSlot(
  dataSource: DataSource,
  slotId: string,
  { by, reason, now }: { by: string; reason: string; now: Date },
): Promise<Restated> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    const [original] = await query(runner, LOCK_MADE, [slotId]);
    if (original === undefined) return { kind: 'not-made' };
    const [open] = await query<{ id: string }>(runner, FIND_OPEN, [slotId]);
    if (open !== undefined) return { kind: 'open', slotId: open.id };
    const targets = await findRestatedTargets(runner, slotId);
    if ('deleted' in targets) return { kind: 'without-targets', deleted: targets.deleted };
    return { kind: 'made', slotId: await insertRestated(runner, slotId, { by, reason, now, targets }) };
  });
}

const LOCK_MADE = `
select slot.id
from schedule_slot slot
where slot.id = $1 and slot.status in ('delivered', 'delivered-empty', 'failed')
  and exists (select from export_bundle bundle where bundle.slot_id = slot.id)
for update
`;

const FIND_OPEN = `
select slot.id
from schedule_slot slot
where slot.restates = $1 and slot.step <> 'ended'
order by slot.created_at, slot.id
limit 1
`;
