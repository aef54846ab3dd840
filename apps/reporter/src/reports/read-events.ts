import type { Outcome } from '@trailkeeper/catalog';
import { describeAction } from '@trailkeeper/catalog';
import { type CopiedRow, copiedRows } from './copied-rows.js';
import type { CountedScope } from './counts/counted-scope.js';
import { serviceIds } from './counts/counted-scope.js';
import { oncePerAction } from './once-per-action.js';
import type { SnapshotCopy } from './report-kind.js';

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
 * The events of a scope that fit, oldest first, some hundreds at a time, so that millions need no more memory than a few.
 * What is kept of one for long goes through `shortenedRow` or `shortened`, which copy it.
 */
export async function* readEvents(
  copy: SnapshotCopy,
  counted: CountedScope,
  { actions, failuresOnly = false }: EventFilter,
): AsyncGenerator<EventRow[], void, undefined> {
  if (actions.length === 0) return;
  const { from, to, location, account } = counted;
  const pieces = copy(failuresOnly ? SELECT_FAILURES : SELECT_EVENTS, [from, to, location, account, actions]);
  const isInScope = openScopeTest(counted);
  for await (const rows of copiedRows(pieces)) yield rows.map(toEventRow).filter(isInScope);
}

/** The SQL asks for actions; which service one is of, its emitter may decide. */
function openScopeTest(counted: CountedScope): (event: EventRow) => boolean {
  const services = serviceIds(counted);
  if (services === null) return () => true;
  return oncePerAction(({ action, emitter }) => services.includes(describeAction(action, emitter).service));
}

const SELECT = `
select event.occurred_at, event.action, event.emitter, event.outcome, event.location, event.account,
       event.initiator_id, event.initiator_name, event.initiator_address,
       event.target_id, event.target_name, event.target_type,
       event.correlation_id, event.reason_code, event.reason_text
from audit_event event
where event.occurred_at >= $1::timestamptz and event.occurred_at < $2::timestamptz
  and ($3::text is null or event.location = $3) and ($4::text is null or event.account = $4)
  and event.action = any($5::text[])
`;

/** Fields in the order of `SELECT`; those that cannot be null are not asked. */
function toEventRow(fields: CopiedRow): EventRow {
  return {
    occurredAt: toInstant(fields[0] as string),
    action: fields[1] as string,
    emitter: fields[2] as string,
    outcome: fields[3] as Outcome,
    location: fields[4] as string,
    account: fields[5] as string,
    initiatorId: fields[6] as string | null,
    initiatorName: fields[7] as string | null,
    initiatorAddress: fields[8] as string | null,
    targetId: fields[9] as string | null,
    targetName: fields[10] as string | null,
    targetType: fields[11] as string | null,
    correlationId: fields[12] as string | null,
    reasonCode: fields[13] === null ? null : Number(fields[13]),
    reasonText: fields[14] as string | null,
  };
}

/** `2026-09-15 10:00:07.5+00`, as COPY writes it in UTC, in RFC 3339 with microseconds. */
function toInstant(copied: string): string {
  // Anything else would make every time of the report wrong, quietly.
  if (!copied.endsWith('+00') || copied[10] !== ' ') throw new Error(`times are not given in UTC: ${copied}`);
  return `${copied.slice(0, 10)}T${copied.slice(11, 19)}.${copied.slice(20, -3).padEnd(6, '0')}Z`;
}

const IN_ORDER = `
order by event.occurred_at, event.content_hash
`;

// uses audit_event_action_idx
const SELECT_EVENTS = `${SELECT}${IN_ORDER}`;

// uses audit_event_failure_idx: the outcome is written out, since a partial index is not used for a parameter
const SELECT_FAILURES = `${SELECT}  and event.outcome = 'failure'${IN_ORDER}`;
