import { query, type Queryable } from '@trailkeeper/database';
import type { OpenSpan } from '../event-search.js';
import type { SqlPart } from '../matching/sql-part.js';

/**
 * Which batches arrived in a span, as the ids between which theirs are, so that an index finds their events; ids are not
 * quite in the order of arrival, so this only narrows. `isNever`: none did. Undefined when every moment will do.
 */
export async function maybeArrivedPart(
  db: Queryable,
  { from, to }: OpenSpan,
): Promise<{ part: SqlPart; isNever: boolean } | undefined> {
  if (from === null && to === null) return undefined;
  const [ids] = await query<{ first: string | null; last: string | null }>(db, FIND_BATCHES, [from, to]);
  const { first = null, last = null } = ids ?? {};
  const part: SqlPart = (bind) =>
    `event.batch_id >= ${bind(first)}::bigint and event.batch_id <= ${bind(last)}::bigint`;
  return { part, isNever: first === null };
}

// uses ingest_batch_arrived_at_idx
const FIND_BATCHES = `
select min(batch.id) as "first", max(batch.id) as "last"
from ingest_batch batch
where ($1::timestamptz is null or batch.arrived_at >= $1) and ($2::timestamptz is null or batch.arrived_at < $2)
`;
