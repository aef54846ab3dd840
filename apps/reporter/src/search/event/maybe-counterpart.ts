import type { FoundEvent } from '@trailkeeper/contract';
import { query, type Queryable, searchTerm } from '@trailkeeper/database';
import { FOUND_EVENT, type FoundEventRow, toFoundEvent } from '../found-event.js';

/**
 * The other one of a pending event and the event that says how it ended (docs/meaning.md, rule 11): of a pending event the
 * final one, of any other the pending one; undefined if there is none.
 */
export async function maybeCounterpart(db: Queryable, event: FoundEvent): Promise<FoundEvent | undefined> {
  const [row] = event.correlationId === null ? await findAtOnce(db, event) : await findCorrelated(db, event);
  return row === undefined ? undefined : toFoundEvent(row);
}

function findCorrelated(db: Queryable, event: FoundEvent): Promise<FoundEventRow[]> {
  const { action, initiatorId, targetId, correlationId, occurredAt, outcome } = event;
  const term = searchTerm('correlationId', correlationId ?? '');
  const params = [term, correlationId, action, initiatorId, occurredAt, targetId];
  return query<FoundEventRow>(db, outcome === 'pending' ? FIND_FINAL : FIND_PENDING, params);
}

function findAtOnce(db: Queryable, event: FoundEvent): Promise<FoundEventRow[]> {
  const { action, initiatorId, targetId, occurredAt, outcome } = event;
  return query<FoundEventRow>(db, FIND_AT_ONCE, [occurredAt, action, initiatorId, targetId, outcome === 'pending']);
}

const CORRELATED = `
select ${FOUND_EVENT}
from audit_event event
join ingest_batch batch on batch.id = event.batch_id
where event.search_terms @> array[$1]::integer[] and event.correlation_id = $2
  and event.action = $3 and event.initiator_id is not distinct from $4
`;

// uses audit_event_search_terms_idx, in the one or two months that 7 days touch
const FIND_FINAL = `
${CORRELATED}
  and event.occurred_at >= $5::timestamptz and event.occurred_at <= $5::timestamptz + interval '168 hours'
  and event.outcome <> 'pending'
order by event.target_id is not distinct from $6 desc, event.occurred_at, event.content_hash
limit 1
`;

// uses audit_event_search_terms_idx, in the one or two months that 7 days touch
const FIND_PENDING = `
${CORRELATED}
  and event.occurred_at >= $5::timestamptz - interval '168 hours' and event.occurred_at <= $5::timestamptz
  and event.outcome = 'pending'
order by event.target_id is not distinct from $6 desc, event.occurred_at desc, event.content_hash
limit 1
`;

// uses the primary key of one month, or its index by action and time
const FIND_AT_ONCE = `
select ${FOUND_EVENT}
from audit_event event
join ingest_batch batch on batch.id = event.batch_id
where event.occurred_at = $1::timestamptz and event.action = $2 and event.initiator_id is not distinct from $3
  and event.target_id is not distinct from $4 and event.correlation_id is null
  and (event.outcome = 'pending') <> $5
order by event.content_hash
limit 1
`;
