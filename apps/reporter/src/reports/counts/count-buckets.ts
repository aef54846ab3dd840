import { instantText } from '@trailkeeper/database';
import type { Span } from './bucket-parts.js';
import type { SnapshotQuery } from '../report-kind.js';
import { type ActionCount, type CountRow, toActionCount } from './action-count.js';
import { type CountedScope, serviceIds } from './counted-scope.js';
import { findActionNames } from './find-action-names.js';

/** Counts of whole buckets. `late` leaves out what arrived in the bucket of the period's end, if that is cut by it. */
export async function countBuckets(query: SnapshotQuery, counted: CountedScope, whole: Span): Promise<ActionCount[]> {
  const { location, account, to } = counted;
  const services = serviceIds(counted);
  const params = [whole.from, whole.to, location, account, to];
  if (services === null) return (await query<CountRow>(COUNT_ALL, params)).map(toActionCount);
  const names = await findActionNames(query, services);
  const named = await query<CountRow>(COUNT_NAMED, [...params, names]);
  const emitted = await query<CountRow>(COUNT_EMITTED, [...params, names, services]);
  return [...named, ...emitted].map(toActionCount);
}

const COUNTS = `
select activity.action, activity.emitter, activity.outcome, sum(activity.events) as "events",
       ${instantText('min(activity.first_seen)')} as "firstSeen",
       ${instantText('max(activity.last_seen)')} as "lastSeen",
       coalesce(sum(activity.events) filter (where activity.arrived_bucket >= $5::timestamptz), 0) as "late"
from activity
where activity.bucket >= $1::timestamptz and activity.bucket < $2::timestamptz
  and ($3::text is null or activity.location = $3) and ($4::text is null or activity.account = $4)
`;

// uses activity_count_bucket_idx
const COUNT_ALL = `
${COUNTS}
group by activity.action, activity.emitter, activity.outcome
`;

// uses the primary key of activity_count
const COUNT_NAMED = `
${COUNTS}
  and activity.action = any($6::text[])
group by activity.action, activity.emitter, activity.outcome
`;

// The few events whose action names no service; what COUNT_NAMED has counted is not counted again.
const COUNT_EMITTED = `
${COUNTS}
  and activity.emitter <> '' and activity.emitter = any($7::text[]) and activity.action <> all($6::text[])
group by activity.action, activity.emitter, activity.outcome
`;
