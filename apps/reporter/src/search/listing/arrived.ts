import { instantText, query, type Queryable } from '@trailkeeper/database';
import type { OpenSpan } from '../event-search.js';
import type { SqlPart } from '../matching/sql-part.js';
import type { Stretch } from '../matching/stretch.js';

/** Where events that arrived in a span can be. */
export interface Arrived {
  /** When they happened: at most this. */
  readonly stretch: Stretch;
  /** Between the ids of which batches; an index knows. Undefined when there are too many for it to be of use. */
  readonly part: SqlPart | undefined;
}

/**
 * Narrows a search by when events arrived to the batches that did, and to when their events happened. It only narrows; the
 * condition itself is in `matchingOf`. Of more than `mostBatches` only the end is told: the newest events are near it.
 * Undefined when nothing arrived then.
 */
export async function maybeArrived(
  db: Queryable,
  span: OpenSpan,
  stretch: Stretch,
  mostBatches: number,
): Promise<Arrived | undefined> {
  const bounds = [span.from, span.to, stretch.from, stretch.to];
  const [batches] = await query<Batches>(db, FIND_BATCHES, [...bounds, mostBatches + 1]);
  if (batches === undefined || batches.count === 0) return undefined;
  if (batches.count > mostBatches) return { stretch: await cutEnd(db, span, stretch), part: undefined };
  const { first, last, from, to, isUnknown } = batches;
  return {
    stretch: isUnknown ? stretch : { from, to },
    part: (bind) => `event.batch_id >= ${bind(first)}::bigint and event.batch_id <= ${bind(last)}::bigint`,
  };
}

interface Batches {
  count: number;
  first: string;
  last: string;
  from: string | null;
  to: string | null;
  /** Whether there are batches from before they said when their events happened. */
  isUnknown: boolean;
}

/** No event happened later than it arrived, but for those of the batches that say so. */
async function cutEnd(db: Queryable, { from, to }: OpenSpan, stretch: Stretch): Promise<Stretch> {
  if (to === null) return stretch;
  const [end] = await query<{ to: string; isUnknown: boolean }>(db, FIND_END, [from, to, stretch.to]);
  return end === undefined || end.isUnknown ? stretch : { from: stretch.from, to: end.to };
}

// uses ingest_batch_arrived_at_idx; the end of a stretch is excluded, hence the microsecond
const FIND_BATCHES = `
select count(*)::integer as "count", min(batch.id) as "first", max(batch.id) as "last",
       ${instantText('greatest(min(batch.first_occurred_at), $3::timestamptz)')} as "from",
       ${instantText("least(max(batch.last_occurred_at) + interval '1 microsecond', $4::timestamptz)")} as "to",
       coalesce(bool_or(batch.stored > 0 and batch.first_occurred_at is null), false) as "isUnknown"
from (
  select batch.id, batch.stored, batch.first_occurred_at, batch.last_occurred_at
  from ingest_batch batch
  where ($1::timestamptz is null or batch.arrived_at >= $1) and ($2::timestamptz is null or batch.arrived_at < $2)
    and batch.stored > 0
  limit $5
) batch
`;

// uses ingest_batch_ahead_idx
const FIND_END = `
select ${instantText(`least(greatest(
         $2::timestamptz + interval '1 minute', max(batch.last_occurred_at) + interval '1 microsecond'
       ), $3::timestamptz)`)} as "to",
       coalesce(bool_or(batch.last_occurred_at is null), false) as "isUnknown"
from ingest_batch batch
where (batch.last_occurred_at - batch.arrived_at > interval '1 minute'
       or (batch.last_occurred_at is null and batch.stored > 0))
  and ($1::timestamptz is null or batch.arrived_at >= $1) and batch.arrived_at < $2
`;
