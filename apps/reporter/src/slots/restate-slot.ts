import { query, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** The slot that was made, or the open one that restates the same already; neither: the original was not delivered. */
export type Restated = { kind: 'made'; slotId: string } | { kind: 'open'; slotId: string } | { kind: 'not-delivered' };

/**
 * Makes a slot that reports once more on what a delivered one did, by the same definition, and starts at `now`. One at a time
 * for each original.
 */
export async function restateSlot(
  dataSource: DataSource,
  slotId: string,
  { by, reason, now }: { by: string; reason: string; now: Date },
): Promise<Restated> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    const [original] = await query(runner, LOCK_DELIVERED, [slotId]);
    if (original === undefined) return { kind: 'not-delivered' };
    const [open] = await query<{ id: string }>(runner, FIND_OPEN, [slotId]);
    if (open !== undefined) return { kind: 'open', slotId: open.id };
    const [made] = await query<{ id: string }>(runner, INSERT_RESTATED, [slotId, by, reason, now]);
    if (made === undefined) throw new Error('the new slot was not returned');
    return { kind: 'made', slotId: made.id };
  });
}

const LOCK_DELIVERED = `
select slot.id
from schedule_slot slot
where slot.id = $1 and slot.status in ('delivered', 'delivered-empty')
for update
`;

const FIND_OPEN = `
select slot.id
from schedule_slot slot
where slot.restates = $1 and slot.step <> 'ended'
order by slot.created_at, slot.id
limit 1
`;

const INSERT_RESTATED = `
insert into schedule_slot
  (schedule_id, due_at, name, definition, period_from, period_to, starts_at, restates, restated_by, restate_reason)
select slot.schedule_id, slot.due_at, slot.name, slot.definition, slot.period_from, slot.period_to, $4, slot.id, $2, $3
from schedule_slot slot
where slot.id = $1
returning schedule_slot.id
`;
