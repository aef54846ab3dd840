import type { ScheduleDefinition } from '@trailkeeper/contract';
import { execute, query } from '@trailkeeper/database';
import { askForReports } from '../src/slots/ask-for-reports.js';
import { type ClaimedSlot, claimSlot } from '../src/slots/claim-slot.js';
import { collectReports } from '../src/slots/collect-reports.js';
import { aDefinition } from './a-definition.js';
import { insertSchedule, insertSlot, insertTarget, type SentSlot, slotRow } from './sent-slot.js';
import { openTestTrail } from './test-trail.js';

/** The time of a ledger in tests: what `wait` made it. */
export const LEDGER_START = new Date('2026-09-16T06:00:00Z');

/** A ledger on a database of its own whose time goes by as the test says, and whose report runs end as it says. */
export async function openLedger(changes: Partial<ScheduleDefinition> = {}) {
  const trail = await openTestTrail();
  const { owner, reporter } = trail;
  const target = await insertTarget(owner, 'bundles');
  const noticeTarget = await insertTarget(owner, 'notices');
  const definition = aDefinition({ targets: [target], noticeTargets: [noticeTarget], ...changes });
  const scheduleId = await insertSchedule(owner, definition);
  let nowMs = LEDGER_START.getTime();
  let slots = 0;
  const now = () => new Date(nowMs);
  return {
    ...trail,
    scheduleId,
    now,
    wait: (minutes: number) => void (nowMs += minutes * 60_000),
    /** A slot that is due now unless said otherwise; each has a due time of its own. */
    slot: (given: Partial<SentSlot> = {}) => {
      slots += 1;
      const dueAt = new Date(Date.parse('2026-01-01T00:00:00Z') + slots * 60_000).toISOString();
      return insertSlot(owner, scheduleId, { dueAt, ...given });
    },
    row: (id: string) => slotRow(owner, id),
    ask: (maxReporting = 8) => askForReports(reporter, { now: now(), maxReporting }),
    collect: () => collectReports(reporter, now()),
    claim: (): Promise<ClaimedSlot | undefined> => claimSlot(reporter, { now: now(), leaseMs: 30_000 }),
    /** Ends all runs that wait, as the report worker would. */
    endRuns: (failure: string | null = null) => execute(owner, END_RUNS, [failure]),
    runsOf: (id: string) => query<SlotRun>(owner, FIND_RUNS, [id]),
    deliveriesOf: (id: string) => query<SentDelivery>(owner, FIND_DELIVERIES, [id]),
    /** As when the process died and its lease ran out. */
    expire: (id: string) => execute(owner, EXPIRE, [id]),
    clear: () => execute(owner, 'truncate schedule_slot, report_run cascade'),
  };
}

export type Ledger = Awaited<ReturnType<typeof openLedger>>;

export interface SlotRun {
  id: string;
  kind: string;
  service: string;
  status: string;
  requestedBy: string;
  parameters: object;
}

export interface SentDelivery {
  content: string;
  status: string;
  attempts: number;
}

const END_RUNS = `
update report_run
set status = case when $1::text is null then 'done' else 'failed' end, failure = $1, finished_at = clock_timestamp()
where report_run.status in ('queued', 'running')
`;

const FIND_RUNS = `
select run.id, run.kind, run.parameters ->> 'service' as "service", run.status, run.requested_by as "requestedBy",
       run.parameters
from slot_report asked
join report_run run on run.id = asked.run_id
where asked.slot_id = $1
order by asked.fence, run.parameters ->> 'service', run.kind
`;

const FIND_DELIVERIES = `
select delivery.content, delivery.status, delivery.attempts
from slot_delivery delivery
where delivery.slot_id = $1
order by delivery.content
`;

const EXPIRE = `
update schedule_slot set leased_until = clock_timestamp() - interval '1 ms' where schedule_slot.id = $1
`;
