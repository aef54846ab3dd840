import { execute, instantText, query, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** A bundle whose time was up. */
export interface OldBundle {
  readonly bundleId: string;
  readonly slotId: string;
}

/** What becomes of each bundle; one that another process deletes at the same time is told there. */
export interface BundleListeners {
  readonly onDeleted: (bundle: OldBundle) => void;
  /** It stays, and is not tried again in this pass. */
  readonly onFailed: (bundle: OldBundle, error: unknown) => void;
  readonly isStopped: () => boolean;
}

/**
 * Deletes the bytes of bundles that were made longer ago than `retention` (ISO 8601, by the database's clock), the oldest
 * first, each in a transaction of its own and tried once, until none is left or `isStopped`; what they were stays in the
 * ledger. One of a slot that has not ended, or has failed and may be tried again, is kept. One that cannot be deleted keeps no
 * other. Fails when the old bundles cannot be read.
 */
export async function deleteOldBundles(
  dataSource: DataSource,
  retention: string,
  { onDeleted, onFailed, isStopped }: BundleListeners,
): Promise<void> {
  let found: FoundBundle[];
  let last: FoundBundle | undefined;
  do {
    found = await query<FoundBundle>(dataSource, FIND_OLD, [
      ...[retention, last?.madeAt ?? null, last?.bundleId ?? null, BATCH],
    ]);
    for (const { bundleId, slotId } of found) {
      if (isStopped()) return;
      try {
        if (await deleteBundle(dataSource, bundleId)) onDeleted({ bundleId, slotId });
      } catch (error) {
        onFailed({ bundleId, slotId }, error);
      }
    }
    last = found.at(-1);
  } while (found.length === BATCH);
}

/** False, with nothing changed, when it was deleted before, or its slot was opened again. */
async function deleteBundle(dataSource: DataSource, bundleId: string): Promise<boolean> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    await query(runner, LIMIT_STATEMENTS);
    // First the lock, which a retry of the slot takes as well; the next statement then sees what it changed.
    await query(runner, LOCK_BUNDLE, [bundleId]);
    const isMine = (await execute(runner, MARK_DELETED, [bundleId])) > 0;
    if (isMine) await execute(runner, DELETE_CHUNKS, [bundleId]);
    return isMine;
  });
}

interface FoundBundle extends OldBundle {
  readonly madeAt: string;
}

/** 100: ids only, so that any number of old bundles fits in memory. */
const BATCH = 100;

/** Nobody needs its bytes to bring a slot to its end. */
const IS_DONE_WITH = `
exists (
  select from schedule_slot slot
  where slot.id = bundle.slot_id and slot.step = 'ended' and slot.status <> 'failed'
)
`;

// uses export_bundle_kept_idx
const FIND_OLD = `
select bundle.id as "bundleId", bundle.slot_id as "slotId", ${instantText('bundle.made_at')} as "madeAt"
from export_bundle bundle
where bundle.deleted_at is null and bundle.made_at < statement_timestamp() - $1::interval
  and ($2::timestamptz is null or (bundle.made_at, bundle.id) > ($2::timestamptz, $3::uuid))
  and ${IS_DONE_WITH}
order by bundle.made_at, bundle.id
limit $4
`;

// 10 min: a bundle of gigabytes is tens of thousands of chunks; the pool's minute is for what the API asks.
const LIMIT_STATEMENTS = `
set local statement_timeout = 600000
`;

const LOCK_BUNDLE = `
select bundle.id from export_bundle bundle where bundle.id = $1 for update
`;

const MARK_DELETED = `
update export_bundle bundle
set deleted_at = clock_timestamp()
where bundle.id = $1 and bundle.deleted_at is null and ${IS_DONE_WITH}
`;

const DELETE_CHUNKS = `
delete from export_bundle_chunk where export_bundle_chunk.bundle_id = $1
`;
