import { instantText } from '@trailkeeper/database';
import type { Span } from './bucket-parts.js';
import type { SnapshotQuery } from '../report-kind.js';
import { type ActionCount, type CountRow, toActionCount } from './action-count.js';
import { type CountedScope, serviceIds } from './counted-scope.js';

/** Counts of an end of the period that is no whole bucket, from the events themselves. */
export async function countRows(query: SnapshotQuery, counted: CountedScope, edge: Span): Promise<ActionCount[]> {
  const { location, account, to } = counted;
  const rows = await query<CountRow>(COUNT_ROWS, [edge.from, edge.to, location, account, to, serviceIds(counted)]);
  return rows.map(toActionCount);
}

// At most 15 minutes of events; uses the primary key of the partition. A batch that is not there any more cannot make an
// event disappear.
const COUNT_ROWS = `
select event.action, event.emitter, event.outcome, count(*) as "events",
       ${instantText('min(event.occurred_at)')} as "firstSeen",
       ${instantText('max(event.occurred_at)')} as "lastSeen",
       count(*) filter (where ingest_batch.arrived_at >= $5::timestamptz) as "late"
from audit_event event
left join ingest_batch on ingest_batch.id = event.batch_id
where event.occurred_at >= $1::timestamptz and event.occurred_at < $2::timestamptz
  and ($3::text is null or event.location = $3) and ($4::text is null or event.account = $4)
  and ($6::text[] is null or event.emitter = any($6::text[])
    or exists (select from unnest($6::text[]) as service (id) where starts_with(event.action, service.id || '.')))
group by event.action, event.emitter, event.outcome
`;
