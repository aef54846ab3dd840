import { query, type Queryable } from '@trailkeeper/database';
import type { GroupEvent } from './prepare-group.js';

/** The keys of those events that are stored already, and committed (or by the transaction that `db` is in). */
export async function findKnown(db: Queryable, events: readonly GroupEvent[]): Promise<Set<string>> {
  const times = events.map(({ event }) => event.occurredAt);
  const hashes = events.map(({ event }) => Buffer.from(event.contentHash, 'hex'));
  const known = await query<{ place: string }>(db, FIND_KNOWN, [times, hashes]);
  return new Set(known.map(({ place }) => events[Number(place) - 1]!.key));
}

// One look into the primary key of one partition for each: `limit` keeps the planner from joining whole partitions.
const FIND_KNOWN = `
select given.place
from unnest($1::timestamptz[], $2::bytea[]) with ordinality as given (occurred_at, content_hash, place)
cross join lateral (
  select 1
  from audit_event
  where audit_event.occurred_at = given.occurred_at and audit_event.content_hash = given.content_hash
  limit 1
) known
order by given.place
`;
