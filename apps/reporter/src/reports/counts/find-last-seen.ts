import { instantText } from '@trailkeeper/database';
import { bucketParts } from './bucket-parts.js';
import { EARLIEST_MOMENT } from '../period/moment-bounds.js';
import type { SnapshotQuery } from '../report-kind.js';
import type { CountedScope } from './counted-scope.js';

/**
 * When each of the given actions was last seen before a moment, in the scope's location and account; an action that
 * never was is missing. Times are RFC 3339 in UTC, microseconds.
 */
export async function findLastSeen(
  query: SnapshotQuery,
  { location, account }: CountedScope,
  { actions, before }: { actions: readonly string[]; before: Date },
): Promise<Map<string, string>> {
  if (actions.length === 0) return new Map();
  // Whole buckets before the moment, and what is left of its own bucket; nothing is stored of before the earliest.
  const { whole, edges } = bucketParts({ from: EARLIEST_MOMENT, to: before });
  const wholeTo = whole?.to ?? before;
  const edge = edges.at(-1) ?? { from: before, to: before };
  const params = [actions, wholeTo, edge.from, edge.to, location, account];
  const rows = await query<{ action: string; lastSeen: string }>(FIND_LAST_SEEN, params);
  return new Map(rows.map(({ action, lastSeen }) => [action, lastSeen]));
}

// Per action the newest bucket: one descent of the primary key of activity_count, backwards from the moment. The counts
// that are not folded yet are read through once for all actions: their table has no index. Then at most 15 minutes of events.
const FIND_LAST_SEEN = `
with seen as (
  select named.action, newest.last_seen
  from unnest($1::text[]) as named (action)
  cross join lateral (
    select counted.last_seen
    from activity_count counted
    where counted.action = named.action and counted.bucket < $2::timestamptz
      and ($5::text is null or counted.location = $5) and ($6::text is null or counted.account = $6)
    order by counted.bucket desc, counted.last_seen desc
    limit 1
  ) newest
  union all
  select appended.action, appended.last_seen
  from activity_delta appended
  where appended.action = any($1::text[]) and appended.bucket < $2::timestamptz
    and ($5::text is null or appended.location = $5) and ($6::text is null or appended.account = $6)
  union all
  select event.action, event.occurred_at
  from audit_event event
  where event.occurred_at >= $3::timestamptz and event.occurred_at < $4::timestamptz
    and event.action = any($1::text[])
    and ($5::text is null or event.location = $5) and ($6::text is null or event.account = $6)
)
select seen.action, ${instantText('max(seen.last_seen)')} as "lastSeen"
from seen
group by seen.action
order by seen.action
`;
