import { BUCKET_MS, type Span, floorToBucket } from './bucket-parts.js';
import type { SnapshotQuery } from '../report-kind.js';
import { type CountedScope, serviceIds } from './counted-scope.js';

/** Late arrivals of one action. */
export interface LateCount {
  readonly action: string;
  readonly emitter: string;
  readonly outcome: string;
  readonly late: number;
}

/**
 * Where the period does not end on a bucket, counts cannot tell whether an arrival in the end's own bucket was before or
 * after the end. Those arrivals are looked up among the events of the whole buckets.
 */
export async function countLateOfDoubt(query: SnapshotQuery, counted: CountedScope, whole: Span): Promise<LateCount[]> {
  const { location, account, to } = counted;
  const bucket = floorToBucket(to);
  if (bucket.getTime() === to.getTime()) return [];
  const bucketEnd = new Date(bucket.getTime() + BUCKET_MS);
  const params = [whole.from, whole.to, bucket, to, bucketEnd, location, account, serviceIds(counted)];
  const rows = await query<Omit<LateCount, 'late'> & { late: string }>(COUNT_LATE_OF_DOUBT, params);
  return rows.map((row) => ({ ...row, late: Number(row.late) }));
}

// Reads the events of only those buckets of which something arrived in the end's bucket.
// uses activity_count_bucket_idx, then the partitions' primary keys
const COUNT_LATE_OF_DOUBT = `
with doubtful as (
  select distinct activity.bucket
  from activity
  where activity.bucket >= $1::timestamptz and activity.bucket < $2::timestamptz
    and activity.arrived_bucket = $3::timestamptz
)
select event.action, event.emitter, event.outcome, count(*) as "late"
from doubtful
join audit_event event
  on event.occurred_at >= doubtful.bucket and event.occurred_at < doubtful.bucket + interval '15 minutes'
join ingest_batch on ingest_batch.id = event.batch_id
where ingest_batch.arrived_at >= $4::timestamptz and ingest_batch.arrived_at < $5::timestamptz
  and ($6::text is null or event.location = $6) and ($7::text is null or event.account = $7)
  and ($8::text[] is null or event.emitter = any($8::text[])
    or exists (select from unnest($8::text[]) as service (id) where starts_with(event.action, service.id || '.')))
group by event.action, event.emitter, event.outcome
`;
