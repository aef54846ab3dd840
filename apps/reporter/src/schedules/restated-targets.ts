import type { ScheduleDefinition } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';

/** Where a restated slot goes. */
export type RestatedTargets = Pick<ScheduleDefinition, 'targets' | 'noticeTargets'>;

/**
 * The delivery targets of a slot that is made once more: those of its schedule as it is now, or of the slot where that is
 * deleted, without deleted ones; whoever gets the bundle is told if none is left to be told. `deleted`: the names of all that
 * were to get it, since none is left. In a transaction none of them can be deleted until it ends.
 */
export async function findRestatedTargets(
  runner: QueryRunner,
  slotId: string,
): Promise<RestatedTargets | { readonly deleted: string[] }> {
  const [wanted] = await query<RestatedTargets>(runner, GET_WANTED, [slotId]);
  if (wanted === undefined) throw new Error(`slot ${slotId} is gone`);
  const ids = [...new Set([...wanted.targets, ...wanted.noticeTargets])];
  const found = await query<{ id: string; name: string; isDeleted: boolean }>(runner, FIND_TARGETS, [ids]);
  const isDeleted = (id: string) => found.some((target) => target.id === id && target.isDeleted);
  const targets = wanted.targets.filter((id) => !isDeleted(id));
  if (targets.length < 1 && wanted.targets.length > 0) {
    return { deleted: found.filter(({ id }) => wanted.targets.includes(id)).map(({ name }) => name) };
  }
  const noticeTargets = wanted.noticeTargets.filter((id) => !isDeleted(id));
  return { targets, noticeTargets: noticeTargets.length > 0 ? noticeTargets : targets };
}

const GET_WANTED = `
select wanted.definition -> 'targets' as "targets", wanted.definition -> 'noticeTargets' as "noticeTargets"
from (
  select coalesce(present.definition, slot.definition) as definition
  from schedule_slot slot
  left join schedule present on present.id = slot.schedule_id and present.deleted_at is null
  where slot.id = $1
) wanted
`;

// Ordered as who writes a schedule does, so that two lock those they share in one order.
const FIND_TARGETS = `
select target.id, target.name, target.deleted_at is not null as "isDeleted"
from delivery_target target
where target.id = any($1::uuid[])
order by target.id
for share
`;
