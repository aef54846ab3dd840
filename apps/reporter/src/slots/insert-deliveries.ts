import { execute } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';

/**
 * Puts a slot's bundle, or the notice that it failed, in the queue of deliveries: one for each of its targets. A bundle, and
 * a notice that still waits, is never there twice. Gives how many were new.
 */
export async function insertDeliveries(
  runner: QueryRunner,
  slotId: string,
  content: 'bundle' | 'notice',
): Promise<number> {
  return execute(runner, INSERT_DELIVERIES, [slotId, content]);
}

const INSERT_DELIVERIES = `
insert into slot_delivery (slot_id, target_id, content)
select distinct slot.id, target.id::uuid, $2
from schedule_slot slot
cross join jsonb_array_elements_text(
  slot.definition -> case $2 when 'bundle' then 'targets' else 'noticeTargets' end
) as target (id)
where slot.id = $1
on conflict do nothing
`;
