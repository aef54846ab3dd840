import type { Outcome } from '@trailkeeper/catalog';
import { describeAction } from '@trailkeeper/catalog';
import type { CountedScope } from './counts/counted-scope.js';
import { serviceIds } from './counts/counted-scope.js';
import { instantText } from './instant-text.js';
import type { SnapshotQuery } from './report-kind.js';

/** An event as reports list it. The time is RFC 3339 in UTC with microseconds; what the event does not have is null. */
export interface EventRow {
  readonly occurredAt: string;
  readonly action: string;
  readonly emitter: string;
  readonly outcome: Outcome;
  readonly location: string;
  readonly account: string;
  readonly initiatorId: string | null;
  readonly initiatorName: string | null;
  readonly initiatorAddress: string | null;
  readonly targetId: string | null;
  readonly targetName: string | null;
  readonly targetType: string | null;
  readonly correlationId: string | null;
  readonly reasonCode: number | null;
  readonly reasonText: string | null;
}

/** Which events of a scope: those under one of these actions; only failures (as stored) if asked. */
export interface EventFilter {
  readonly actions: readonly string[];
  readonly failuresOnly?: boolean;
}

/**
 * The events of a scope that fit, oldest first, read from the open snapshot 1,000 at a time, so that millions need no more
 * memory than a few. Give it to one reader at a time; what it has opened in the snapshot ends with it.
 */
export async function* readEvents(
  query: SnapshotQuery,
  counted: CountedScope,
  { actions, failuresOnly = false }: EventFilter,
): AsyncGenerator<EventRow, void, undefined> {
  if (actions.length === 0) return;
  const services = serviceIds(counted);
  const { from, to, location, account } = counted;
  await query(failuresOnly ? OPEN_FAILURES : OPEN_EVENTS, [from, to, location, account, actions]);
  try {
    for (let rows = await query<EventRow>(FETCH_EVENTS); rows.length > 0; rows = await query<EventRow>(FETCH_EVENTS)) {
      for (const row of rows) {
        if (services === null || services.includes(describeAction(row.action, row.emitter).service)) yield row;
      }
    }
  } finally {
    await query(CLOSE_EVENTS);
  }
}

const OPEN = `
declare report_events no scroll cursor for
select ${instantText('event.occurred_at')} as "occurredAt", event.action, event.emitter, event.outcome,
       event.location, event.account,
       event.initiator_id as "initiatorId", event.initiator_name as "initiatorName",
       event.initiator_address as "initiatorAddress",
       event.target_id as "targetId", event.target_name as "targetName", event.target_type as "targetType",
       event.correlation_id as "correlationId", event.reason_code as "reasonCode", event.reason_text as "reasonText"
from audit_event event
where event.occurred_at >= $1::timestamptz and event.occurred_at < $2::timestamptz
  and ($3::text is null or event.location = $3) and ($4::text is null or event.account = $4)
  and event.action = any($5::text[])
`;

const IN_ORDER = `
order by event.occurred_at, event.content_hash
`;

// uses audit_event_action_idx
const OPEN_EVENTS = `${OPEN}${IN_ORDER}`;

// uses audit_event_failure_idx: the outcome is written out, since a partial index is not used for a parameter
const OPEN_FAILURES = `${OPEN}  and event.outcome = 'failure'${IN_ORDER}`;

const FETCH_EVENTS = `
fetch 1000 from report_events
`;

const CLOSE_EVENTS = `
close report_events
`;
