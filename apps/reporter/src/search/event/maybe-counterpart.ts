import { describeAction } from '@trailkeeper/catalog';
import type { FoundEvent } from '@trailkeeper/contract';
import { query, type Queryable, searchTerm } from '@trailkeeper/database';
import { FOUND_EVENT, type FoundEventRow, toFoundEvent } from '../found-event.js';

/**
 * The other one of a pending event and the event that says how it ended (docs/meaning.md, rule 11): of a pending event the
 * final one, of any other the pending one; undefined if there is none.
 */
export async function maybeCounterpart(db: Queryable, event: FoundEvent): Promise<FoundEvent | undefined> {
  const { plainAction: plain, isFailed } = describeAction(event.action);
  const isPending = event.outcome === 'pending' && !isFailed;
  const sought: Sought[] = isPending
    ? [{ action: plain, isPending: false }, { action: `${plain}.failed` }]
    : [{ action: plain, isPending: true }];
  if (event.correlationId === null) return findFirst(sought, (each) => findAtOnce(db, event, each));
  const sameTarget =
    event.targetId !== null && (await findFirst(sought, (each) => findCorrelated(db, event, each, true)));
  return sameTarget || findFirst(sought, (each) => findCorrelated(db, event, each, false));
}

/** What the other one must be; of an action that ends in `.failed` the outcome says nothing. */
interface Sought {
  action: string;
  isPending?: boolean | undefined;
}

/** The earliest of what is found; of pending ones no more than one is. */
async function findFirst(
  sought: readonly Sought[],
  find: (each: Sought) => Promise<FoundEventRow[]>,
): Promise<FoundEvent | undefined> {
  const found: FoundEvent[] = [];
  for (const each of sought) found.push(...(await find(each)).map(toFoundEvent));
  return found.sort((one, other) => (one.id < other.id ? -1 : 1))[0];
}

/**
 * The next one by time, or the last one before; none or one. Among the nearest events of the action, and if there are more of
 * them in that time, among those with its terms: the one is fast where many have the same correlation id, the other where
 * few have.
 */
async function findCorrelated(
  db: Queryable,
  event: FoundEvent,
  { action, isPending }: Sought,
  isSameTarget: boolean,
): Promise<FoundEventRow[]> {
  const { initiatorId, targetId, correlationId, occurredAt } = event;
  const statements = isPending ? BEFORE : AFTER;
  const params = [occurredAt, action, initiatorId, correlationId, targetId, isSameTarget, isPending];
  const nearest = await query<FoundEventRow>(db, statements.findNearest, [...params, NEAREST]);
  if (nearest.length > 0) return nearest;
  const [row] = await query<{ events: string }>(db, statements.countNearest, [occurredAt, action, NEAREST]);
  if (Number(row?.events) < NEAREST) return [];
  const terms = [searchTerm('correlationId', correlationId ?? ''), searchTerm('action', action)];
  if (initiatorId !== null) terms.push(searchTerm('initiator', initiatorId));
  if (isSameTarget) terms.push(searchTerm('target', targetId ?? ''));
  if (isPending) terms.push(searchTerm('outcome', 'pending'));
  const five = Array.from({ length: 5 }, (_, at) => terms[at] ?? terms[0]);
  return query<FoundEventRow>(db, statements.findByTerms, [...params, five, MOST_BY_TERMS]);
}

/** 5,000: read in some milliseconds. */
const NEAREST = 5_000;

/** 20,000: some tenths of a second, which nothing takes that does not send one correlation id for ever. */
const MOST_BY_TERMS = 20_000;

function findAtOnce(db: Queryable, event: FoundEvent, { action, isPending }: Sought): Promise<FoundEventRow[]> {
  const { initiatorId, targetId, occurredAt } = event;
  return query<FoundEventRow>(db, FIND_AT_ONCE, [occurredAt, action, initiatorId, targetId, isPending]);
}

const IS_COUNTERPART = `
  event.action = $2 and event.initiator_id is not distinct from $3 and event.correlation_id = $4
  and (not $6::boolean or event.target_id = $5) and ((event.outcome = 'pending') = $7::boolean or $7 is null)
`;

const AFTER = statementsOf(
  `event.occurred_at >= $1::timestamptz and event.occurred_at <= $1::timestamptz + interval '168 hours'`,
  'event.occurred_at',
);

const BEFORE = statementsOf(
  `event.occurred_at >= $1::timestamptz - interval '168 hours' and event.occurred_at <= $1::timestamptz`,
  'event.occurred_at desc',
);

/** However many events have the same correlation id, each reads a bounded number of those in time. */
function statementsOf(isInTime: string, order: string) {
  // uses audit_event_action_idx
  const nearest = `
  from audit_event event where event.action = $2 and ${isInTime} order by ${order}
`;
  const findNearest = `
select ${FOUND_EVENT}
from (select event.* ${nearest} limit $8) event
join ingest_batch batch on batch.id = event.batch_id
where ${IS_COUNTERPART}
order by ${order}, event.content_hash
limit 1
`;
  const countNearest = `
select count(*) as "events"
from (select ${nearest} limit $3) event
`;
  // uses audit_event_search_terms_idx, in the one or two months that 7 days touch
  const findByTerms = `
select ${FOUND_EVENT}
from (select event.* from audit_event event where ${hasTerms('$8')} and ${isInTime} limit $9) event
join ingest_batch batch on batch.id = event.batch_id
where ${IS_COUNTERPART}
order by ${order}, event.content_hash
limit 1
`;
  return { findNearest, countNearest, findByTerms };
}

/**
 * Five terms, each by itself and out of PostgreSQL's sight when it plans: it takes them all for rare then, and uses their index.
 * Of common ones it would read the table until it comes upon enough that have all, though there may be none.
 */
function hasTerms(param: string): string {
  const conditions = [1, 2, 3, 4, 5].map((at) => `event.search_terms @> array[(select (${param}::integer[])[${at}])]`);
  return conditions.join('\n  and ');
}

// uses the primary key of one month, or its index by action and time
const FIND_AT_ONCE = `
select ${FOUND_EVENT}
from audit_event event
join ingest_batch batch on batch.id = event.batch_id
where event.occurred_at = $1::timestamptz and event.action = $2 and event.initiator_id is not distinct from $3
  and event.target_id is not distinct from $4 and event.correlation_id is null
  and ((event.outcome = 'pending') = $5::boolean or $5 is null)
order by event.content_hash
limit 1
`;
