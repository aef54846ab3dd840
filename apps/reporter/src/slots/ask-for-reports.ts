import type { ScheduleDefinition, SlotStep } from '@trailkeeper/contract';
import { execute, query, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import type { RunParameters } from '../runs/run-parameters.js';
import { readHorizon } from '../search/listing/horizon.js';
import { findAskedReports } from './asked-reports.js';
import { isTriedAgain } from './tried-again.js';

/** A slot whose reports were asked for. */
export interface AskedSlot {
  readonly id: string;
  readonly scheduleId: string;
  readonly name: string;
  readonly dueAt: Date;
  /** False: it had begun before, and asked again for what it lacks. */
  readonly isNew: boolean;
  /** How many reports it asked for now. */
  readonly reports: number;
}

/**
 * Begins the slots that are due at `now`, by asking for their reports, and asks again for those that failed or were deleted
 * once their pause is over: the oldest of each schedule first, in turns, so that one that has fallen behind delays no other. At most `maxReporting` slots wait for reports at once, over all processes:
 * the others stay as they are.
 */
export async function askForReports(
  dataSource: DataSource,
  { now, maxReporting }: { now: Date; maxReporting: number },
): Promise<AskedSlot[]> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    // One process at a time, or each would count the places that all of them take.
    const [lock] = await query<{ isMine: boolean }>(runner, TRY_LOCK, [ASKING_LOCK_KEY]);
    if (lock?.isMine !== true) return [];
    const due = await query<DueSlot>(runner, FIND_DUE, [now, maxReporting]);
    const asked: AskedSlot[] = [];
    for (const slot of due) asked.push(await askOne(runner, slot, now));
    return asked;
  });
}

interface DueSlot {
  id: string;
  scheduleId: string;
  name: string;
  dueAt: Date;
  definition: ScheduleDefinition;
  from: Date;
  to: Date;
  step: SlotStep;
}

async function askOne(runner: QueryRunner, slot: DueSlot, now: Date): Promise<AskedSlot> {
  const { id, scheduleId, name, dueAt } = slot;
  const isNew = slot.step === 'waiting';
  const reports = await findAskedReports(runner, id);
  const lacking = reports.filter(({ isKept }) => isNew || !isKept);
  const runs = lacking.map(({ kind, service }) => ({ kind, parameters: parametersOf(slot, service) }));
  // Taken before any report reads. Reports that are kept read just after the one from before: what came since is not in them.
  const isNewHorizon = lacking.length === reports.length;
  await execute(runner, BEGIN, [id, now, JSON.stringify(await readHorizon(runner)), isNewHorizon]);
  await execute(runner, INSERT_RUNS, [id, JSON.stringify(runs), `schedule "${name}"`]);
  return { id, scheduleId, name, dueAt, isNew, reports: runs.length };
}

function parametersOf({ definition, from, to }: DueSlot, service: string): RunParameters {
  const { timeZone, location, account, formats } = definition;
  return { service, from: from.toISOString(), to: to.toISOString(), timeZone, location, account, formats };
}

/** Any constant will do; it must never change. It spells "slots" in ASCII. */
const ASKING_LOCK_KEY = 0x736c6f7473;

const TRY_LOCK = `
select pg_try_advisory_xact_lock($1::bigint) as "isMine"
`;

// In turns: of each schedule its oldest slot, then of each its next, where those that have a place already count. A slot that
// waits out a pause takes no place. Reads of each schedule no more than may begin, by schedule_slot_waiting_idx, and nothing
// while all places are taken; uses schedule_slot_working_idx for those that have begun.
const FIND_DUE = `
with busy as (
  select slot.schedule_id, count(*) as slots
  from schedule_slot slot
  where slot.step = 'reporting' and slot.try_after is null
  group by slot.schedule_id
), tried_again as materialized (
  select slot.id, slot.schedule_id, slot.starts_at
  from schedule_slot slot
  where slot.step = 'reporting' and slot.starts_at <= $1 and ${isTriedAgain('slot.try_after', '$1')}
), due as (
  select mine.id, mine.starts_at,
         coalesce(busy.slots, 0) + row_number() over (partition by schedule.id order by mine.starts_at, mine.id) as turn
  from schedule
  left join busy on busy.schedule_id = schedule.id
  cross join lateral (
    (
      select slot.id, slot.starts_at
      from schedule_slot slot
      where slot.schedule_id = schedule.id and slot.step = 'waiting' and slot.starts_at <= $1
      order by slot.starts_at, slot.id
      limit $2
    )
    union all
    select tried_again.id, tried_again.starts_at from tried_again where tried_again.schedule_id = schedule.id
  ) mine
), next as (
  select due.id, due.starts_at, due.turn
  from due
  order by due.turn, due.starts_at, due.id
  limit greatest(0, $2 - (select coalesce(sum(busy.slots), 0)::bigint from busy))
)
select slot.id, slot.schedule_id as "scheduleId", slot.name, slot.due_at as "dueAt", slot.definition,
       slot.period_from as "from", slot.period_to as "to", slot.step
from next
join schedule_slot slot on slot.id = next.id
where slot.step in ('waiting', 'reporting')
order by next.turn, next.starts_at, next.id
for update of slot skip locked
`;

const BEGIN = `
update schedule_slot
set status = 'running', step = 'reporting', fence = schedule_slot.fence + 1, try_after = null,
    started_at = coalesce(schedule_slot.started_at, $2),
    horizon = case when $4 then $3 else coalesce(schedule_slot.horizon, $3) end
where schedule_slot.id = $1
`;

const INSERT_RUNS = `
with asked as (
  insert into report_run (kind, parameters, requested_by)
  select wanted.kind, wanted.parameters, $3
  from json_to_recordset($2) as wanted (kind text, parameters jsonb)
  returning report_run.id
)
insert into slot_report (slot_id, run_id, fence)
select slot.id, asked.id, slot.fence
from asked
cross join schedule_slot slot
where slot.id = $1
`;
