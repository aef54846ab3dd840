import { execute, query, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { type AskedReport, findAskedReports } from './asked-reports.js';
import { failSlot } from './fail-slot.js';
import { MAX_TRIES, pauseMsAfter } from './retry-pauses.js';

/** What became of a slot whose reports have all ended. */
export interface CollectedSlot {
  readonly id: string;
  readonly outcome: 'made' | 'asked-again' | 'retried' | 'failed';
  readonly failure: string | null;
}

/**
 * Takes the oldest slot whose reports have all ended one step on: to its bundle when all are there; to another try, after a
 * pause from `now`, when some failed; at once when files were deleted meanwhile. Undefined when there is no such slot.
 */
export async function collectReports(dataSource: DataSource, now: Date): Promise<CollectedSlot | undefined> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    const [slot] = await query<ReportingSlot>(runner, FIND_REPORTED);
    if (slot === undefined) return undefined;
    // Read anew under the lock: another process may just have asked again.
    const reports = await findAskedReports(runner, slot.id);
    if (reports.some(({ status }) => status === 'queued' || status === 'running')) return undefined;
    const failed = reports.filter(({ status }) => status === 'failed');
    if (failed.length > 0) return meetFailed(runner, slot, { failed, now });
    const isComplete = reports.every(({ isKept }) => isKept);
    await execute(runner, isComplete ? TO_BUNDLING : ASK_AGAIN, isComplete ? [slot.id] : [slot.id, now]);
    return { id: slot.id, outcome: isComplete ? 'made' : 'asked-again', failure: null };
  });
}

interface ReportingSlot {
  id: string;
  attempts: number;
}

async function meetFailed(
  runner: QueryRunner,
  { id, attempts }: ReportingSlot,
  { failed, now }: { failed: readonly AskedReport[]; now: Date },
): Promise<CollectedSlot> {
  const tries = attempts + 1;
  const failure = failureWords(failed);
  if (tries >= MAX_TRIES) {
    await failSlot(runner, id, `${failure} It was tried ${tries} times.`);
    return { id, outcome: 'failed', failure };
  }
  await execute(runner, WAIT, [id, tries, new Date(now.getTime() + pauseMsAfter(tries)), failure]);
  return { id, outcome: 'retried', failure };
}

/** Names the first report that failed, its run and its reason. */
function failureWords([first, ...others]: readonly AskedReport[]): string {
  const more = others.length === 0 ? '' : ` So did ${others.length} more of its reports.`;
  return `Report ${first?.kind} of ${first?.service} failed (run ${first?.runId}): ${first?.failure}${more}`;
}

// uses schedule_slot_working_idx
const FIND_REPORTED = `
select slot.id, slot.attempts
from schedule_slot slot
where slot.step = 'reporting' and slot.try_after is null
  and not exists (
    select
    from slot_report asked
    join report_run run on run.id = asked.run_id
    where asked.slot_id = slot.id and run.status in ('queued', 'running')
  )
order by slot.starts_at, slot.id
limit 1
for update of slot skip locked
`;

const TO_BUNDLING = `
update schedule_slot
set step = 'bundling', attempts = 0, leased_until = null, try_after = null, failure = null
where schedule_slot.id = $1
`;

const ASK_AGAIN = `
update schedule_slot set try_after = $2 where schedule_slot.id = $1
`;

const WAIT = `
update schedule_slot set attempts = $2, try_after = $3, failure = $4 where schedule_slot.id = $1
`;
