import { execute, query, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { insertRestated } from './insert-restated.js';
import { findRestatedTargets } from './restated-targets.js';

/** What was done about slots that a clock which was ahead had begun before their time. */
export interface MendedSlots {
  /** They had no bundle yet, and wait for their time. */
  readonly sentBack: number;
  /** They had one: a new slot waits in the place of each. */
  readonly restated: number;
}

/**
 * Sees to it that what was begun before its time is made at its time: a period that is not over yet cannot be reported on. A
 * slot without a bundle waits again; one with a bundle is restated, once, unless a person skipped it. One that failed without
 * a bundle stays: its owner is told. Safe to run at once from several processes.
 */
export async function mendEarlySlots(dataSource: DataSource, now: Date): Promise<MendedSlots> {
  const isEarlyAfter = new Date(now.getTime() + GRACE_MS);
  const sentBack = await execute(dataSource, SEND_BACK, [isEarlyAfter]);
  let restated = 0;
  for (const { id } of await query<{ id: string }>(dataSource, FIND_EARLY, [isEarlyAfter])) {
    if (await restateOnce(dataSource, id, now)) restated += 1;
  }
  return { sentBack, restated };
}

/** 5 min: a correction of the time is no more, and what settled but for that has settled. */
const GRACE_MS = 5 * 60_000;

async function restateOnce(dataSource: DataSource, id: string, now: Date): Promise<boolean> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    await query(runner, LOCK_SLOT, [id]);
    // Looked at anew under the lock: another process may just have done it.
    const [again] = await query(runner, FIND_RESTATED, [id]);
    if (again !== undefined) return false;
    const targets = await findRestatedTargets(runner, id);
    // Where no target is left the new slot will fail, and not unseen: the ledger has it.
    await insertRestated(runner, id, { by: BY, reason: REASON, now, targets: 'deleted' in targets ? null : targets });
    return true;
  });
}

const BY = 'trailkeeper';
const REASON = 'The clock was ahead: it was made before its time.';

// uses schedule_slot_working_idx
const SEND_BACK = `
update schedule_slot
set status = 'waiting', step = 'waiting', attempts = 0, fence = schedule_slot.fence + 1, leased_until = null,
    try_after = null, failure = null, started_at = null, horizon = null
where schedule_slot.starts_at > $1 and schedule_slot.step in ('reporting', 'bundling')
`;

const IS_RESTATED = `
select later.id
from schedule_slot later
where later.restates = slot.id and later.starts_at >= slot.starts_at
`;

// Uses schedule_slot_begun_idx. 1,000: the next look goes on.
const FIND_EARLY = `
select slot.id
from schedule_slot slot
join export_bundle bundle on bundle.slot_id = slot.id
where slot.starts_at > $1 and slot.step <> 'waiting' and slot.status <> 'skipped' and not exists (${IS_RESTATED})
order by slot.starts_at, slot.id
limit 1000
`;

const LOCK_SLOT = `
select slot.id from schedule_slot slot where slot.id = $1 for update
`;

const FIND_RESTATED = `
select slot.id from schedule_slot slot where slot.id = $1 and exists (${IS_RESTATED})
`;
