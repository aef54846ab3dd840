import { execute, query, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/**
 * Deletes the bytes of bundles that were made longer ago than `retention` (ISO 8601, by the database's clock), unless a
 * delivery still waits for them; what they were stays in the ledger. One transaction each, the oldest first, until none is
 * left or `isStopped`. Fails as the database does.
 */
export async function deleteOldBundles(
  dataSource: DataSource,
  retention: string,
  { onDeleted, isStopped }: { onDeleted: (bundle: { slotId: string }) => void; isStopped: () => boolean },
): Promise<void> {
  while (!isStopped()) {
    const slotId = await deleteOldest(dataSource, retention);
    if (slotId === undefined) return;
    onDeleted({ slotId });
  }
}

async function deleteOldest(dataSource: DataSource, retention: string): Promise<string | undefined> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    const [bundle] = await query<{ id: string; slotId: string }>(runner, MARK_OLDEST, [retention]);
    if (bundle !== undefined) await execute(runner, DELETE_CHUNKS, [bundle.id]);
    return bundle?.slotId;
  });
}

const MARK_OLDEST = `
update export_bundle
set deleted_at = clock_timestamp()
where export_bundle.id = (
  select bundle.id
  from export_bundle bundle
  where bundle.deleted_at is null and bundle.made_at < statement_timestamp() - $1::interval
    and not exists (
      select from slot_delivery delivery where delivery.slot_id = bundle.slot_id and delivery.status = 'waiting'
    )
  order by bundle.made_at, bundle.id
  limit 1
  for update skip locked
)
returning export_bundle.id, export_bundle.slot_id as "slotId"
`;

const DELETE_CHUNKS = `
delete from export_bundle_chunk where export_bundle_chunk.bundle_id = $1
`;
