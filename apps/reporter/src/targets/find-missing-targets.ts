import { query, type Queryable } from '@trailkeeper/database';

/**
 * Which of these ids (UUIDs) no delivery target has, or only a deleted one. In a transaction the others cannot be deleted
 * until it ends: what refers to them is to be written in the same one.
 */
export async function findMissingTargets(db: Queryable, ids: readonly string[]): Promise<string[]> {
  const found = new Set((await query<{ id: string }>(db, LOCK_TARGETS, [ids])).map(({ id }) => id));
  return ids.filter((id) => !found.has(id.toLowerCase()));
}

// in the order of ids: two who lock the same targets do not wait for each other in a circle
const LOCK_TARGETS = `
select target.id
from delivery_target target
where target.id = any ($1::uuid[]) and target.deleted_at is null
order by target.id
for share of target
`;
