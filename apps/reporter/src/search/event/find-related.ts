import type { FoundEvent, RelatedEvents } from '@trailkeeper/contract';
import { query, type Queryable, searchTerm } from '@trailkeeper/database';
import { maybeEventId } from '../event-id.js';
import { FOUND_EVENT, type FoundEventRow, toFoundEvent } from '../found-event.js';

/** Other events with the same correlation id, the first ones by time, and how many there are. None if it has no such id. */
export async function findRelated(db: Queryable, { id, correlationId }: FoundEvent): Promise<RelatedEvents> {
  if (correlationId === null) return { items: [], total: 0, isTotalExact: true };
  const own = maybeEventId(id);
  const params = [searchTerm('correlationId', correlationId), correlationId, own?.occurredAt, own?.contentHash];
  const items = (await query<FoundEventRow>(db, FIND_RELATED, [...params, MAX_ITEMS])).map(toFoundEvent);
  if (items.length < MAX_ITEMS) return { items, total: items.length, isTotalExact: true };
  const [row] = await query<{ events: string }>(db, COUNT_RELATED, [...params, MAX_COUNTED + 1]);
  const counted = Number(row?.events);
  return { items, total: Math.min(counted, MAX_COUNTED), isTotalExact: counted <= MAX_COUNTED };
}

const MAX_ITEMS = 50;
const MAX_COUNTED = 1_000;

const IS_RELATED = `
event.search_terms @> array[$1]::integer[] and event.correlation_id = $2
  and (event.occurred_at, event.content_hash) <> ($3::timestamptz, decode($4, 'hex'))
`;

// uses audit_event_search_terms_idx of every month; the primary key if a good part of all events has the same id
const FIND_RELATED = `
select ${FOUND_EVENT}
from audit_event event
join ingest_batch batch on batch.id = event.batch_id
where ${IS_RELATED}
order by event.occurred_at, event.content_hash
limit $5
`;

// uses audit_event_search_terms_idx of every month, until there are enough
const COUNT_RELATED = `
select count(*) as "events"
from (select from audit_event event where ${IS_RELATED} limit $5) related
`;
