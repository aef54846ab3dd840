import type { Span } from './bucket-parts.js';
import type { SnapshotQuery } from '../report-kind.js';

/** Whether the trail holds any event of that time, of whatever service: without one, there is nothing to compare with. */
export async function hasEvents(query: SnapshotQuery, { from, to }: Span): Promise<boolean> {
  return (await query(FIND_ANY_EVENT, [from, to])).length > 0;
}

// uses the partitions' primary keys
const FIND_ANY_EVENT = `
select 1
from audit_event
where audit_event.occurred_at >= $1::timestamptz and audit_event.occurred_at < $2::timestamptz
limit 1
`;
