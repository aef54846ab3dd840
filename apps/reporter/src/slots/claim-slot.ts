import type { ScheduleDefinition } from '@trailkeeper/contract';
import { execute, query, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import type { BundledSlot } from '../bundles/make-bundle.js';
import { findAskedReports } from './asked-reports.js';
import { failSlot } from './fail-slot.js';
import { MAX_TRIES } from './retry-pauses.js';
import { isTriedAgain } from './tried-again.js';

/** A slot whose bundle this process may make, as long as it holds the lease. `fence` proves it: each claim has a higher one. */
export interface ClaimedSlot extends BundledSlot {
  /** This try included. */
  readonly attempts: number;
  readonly fence: string;
}

/**
 * Claims the oldest slot that waits for its bundle at `now`, or one whose holder let its lease run out; undefined if there is
 * none. Those whose process died at every try are given up on the way; one whose report files were deleted meanwhile goes
 * back to ask for them.
 */
export async function claimSlot(
  dataSource: DataSource,
  { now, leaseMs }: { now: Date; leaseMs: number },
): Promise<ClaimedSlot | undefined> {
  for (;;) {
    const found = await withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
      await failAbandoned(runner);
      const [row] = await query<SlotRow>(runner, CLAIM, [now, leaseMs / 1000]);
      return row === undefined ? undefined : withRuns(runner, row, now);
    });
    if (found !== 'sent-back') return found;
  }
}

interface SlotRow extends Omit<ClaimedSlot, 'restates' | 'runIds'> {
  definition: ScheduleDefinition;
  restatedSlotId: string | null;
  restateReason: string | null;
}

async function withRuns(runner: QueryRunner, row: SlotRow, now: Date): Promise<ClaimedSlot | 'sent-back'> {
  const { restatedSlotId, restateReason, ...slot } = row;
  const reports = await findAskedReports(runner, slot.id);
  const runIds = reports.flatMap(({ runId, isKept }) => (isKept && runId !== null ? [runId] : []));
  if (runIds.length < reports.length) {
    await execute(runner, SEND_BACK, [slot.id, now]);
    return 'sent-back';
  }
  const restates = restatedSlotId === null ? null : { slotId: restatedSlotId, reason: restateReason ?? '' };
  return { ...slot, restates, runIds };
}

async function failAbandoned(runner: QueryRunner): Promise<void> {
  for (const { id, failure } of await query<{ id: string; failure: string | null }>(runner, FIND_ABANDONED, [
    MAX_TRIES,
  ])) {
    const before = failure === null ? '' : ` Before that: ${failure}`;
    await failSlot(
      runner,
      id,
      `The process making its bundle stopped before it was done, at the last of ${MAX_TRIES} tries.${before}`,
    );
  }
}

// uses schedule_slot_working_idx
const FIND_ABANDONED = `
select slot.id, slot.failure
from schedule_slot slot
where slot.step = 'bundling' and slot.leased_until < clock_timestamp() and slot.attempts >= $1
for update skip locked
`;

// The lease is by the database's own clock, so that hosts need not agree on the time. uses schedule_slot_working_idx
const CLAIM = `
update schedule_slot
set attempts = schedule_slot.attempts + 1, fence = schedule_slot.fence + 1, try_after = null,
    leased_until = clock_timestamp() + make_interval(secs => $2)
where schedule_slot.id = (
  select slot.id
  from schedule_slot slot
  where slot.step = 'bundling' and (slot.leased_until is null or slot.leased_until < clock_timestamp())
    and (slot.try_after is null or ${isTriedAgain('slot.try_after', '$1')})
  order by slot.starts_at, slot.id
  limit 1
  for update skip locked
)
returning schedule_slot.id, schedule_slot.fence, schedule_slot.schedule_id as "scheduleId", schedule_slot.name,
          schedule_slot.due_at as "dueAt", schedule_slot.definition, schedule_slot.period_from as "from",
          schedule_slot.period_to as "to", schedule_slot.horizon, schedule_slot.attempts, schedule_slot.restates as "restatedSlotId",
          schedule_slot.restate_reason as "restateReason"
`;

const SEND_BACK = `
update schedule_slot
set step = 'reporting', attempts = 0, leased_until = null, try_after = $2
where schedule_slot.id = $1
`;
