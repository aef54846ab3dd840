import { UNKNOWN_SERVICE, serviceOf } from '@trailkeeper/catalog';
import type { AskRows } from './ask-rows.js';
import { instantText } from './instant-text.js';

/** Which services are looked at, and which of their events. */
export interface ServiceFilter {
  readonly isWanted: (service: string) => boolean;
  /** Null: not restricted. */
  readonly location: string | null;
  readonly account: string | null;
}

/** When a service was heard: RFC 3339 in UTC with microseconds, and buckets as `Heard` has them. */
export interface ServiceHeard {
  readonly service: string;
  readonly lastEventAt: string;
  readonly buckets: readonly number[];
  readonly arrivedBuckets: readonly number[];
}

/**
 * The services that any event is from, whatever the catalog knows, each with when it was heard in the 28 days before its last
 * event. Events that name no service (`unknown`) are from none of which anything could be expected.
 */
export async function findServicesHeard(ask: AskRows, filter: ServiceFilter): Promise<ServiceHeard[]> {
  const names = await ask<{ action: string | null; emitter: string | null }>(FIND_NAMES);
  const named: { service: string; action: string }[] = [];
  const emitters: string[] = [];
  for (const { action, emitter } of names) {
    const service = action === null ? (emitter ?? UNKNOWN_SERVICE) : serviceOf(action);
    if (service === UNKNOWN_SERVICE || !filter.isWanted(service)) continue;
    if (action === null) emitters.push(service);
    else named.push({ service, action });
  }
  return ask<ServiceHeard>(FIND_HEARD, [
    named.map(({ service }) => service),
    named.map(({ action }) => action),
    emitters,
    filter.location,
    filter.account,
  ]);
}

// Jumps from one action to the next, and from one emitter to the next: one descent of the primary key of activity_count
// each, and of activity_count_emitter_idx, whatever the number of rows.
const FIND_NAMES = `
with recursive counted (action) as (
  (select activity_count.action from activity_count order by activity_count.action limit 1)
  union all
  select (
    select further.action from activity_count further where further.action > counted.action order by further.action limit 1
  )
  from counted
  where counted.action is not null
), emitting (emitter) as (
  (
    select activity_count.emitter from activity_count
    where activity_count.emitter <> ''
    order by activity_count.emitter
    limit 1
  )
  union all
  select (
    select further.emitter from activity_count further
    where further.emitter <> '' and further.emitter > emitting.emitter
    order by further.emitter
    limit 1
  )
  from emitting
  where emitting.emitter is not null
)
select counted.action, null as "emitter" from counted where counted.action is not null
union
select appended.action, null from activity_delta appended
union
select null, emitting.emitter from emitting where emitting.emitter is not null
union
select null, appended.emitter from activity_delta appended where appended.emitter <> ''
`;

const IN_SCOPE = `
      and ($4::text is null or counted.location = $4) and ($5::text is null or counted.account = $5)
`;

/** By service the numbers of the quarters of an hour that a column of `heard` holds. */
const NUMBERS_OF = (column: string, only = '') => `
  select numbered.service, json_agg(numbered.bucket order by numbered.bucket) as buckets
  from (
    select distinct heard.service, extract(epoch from heard.${column})::bigint / 900 as bucket
    from heard
    ${only}
  ) numbered
  group by numbered.service
`;

// Per action one descent backwards to its newest bucket, then an index-only scan of its last 28 days, both by the primary
// key of activity_count; per emitter the same by activity_count_emitter_idx. The counts that are not folded yet are read
// through once. What arrived after the newest event, or more than a week after it happened, came by a replay or an import of
// the past and is no habit: a pause before it is no pause of the service.
const FIND_HEARD = `
with named as materialized (
  select given.service, given.action from unnest($1::text[], $2::text[]) as given (service, action)
), emitting as materialized (
  select given.service from unnest($3::text[]) as given (service)
), appended as materialized (
  select coalesce(named.service, counted.emitter) as service, counted.bucket, counted.arrived_bucket,
         max(counted.last_seen) as last_seen
  from activity_delta counted
  left join named on named.action = counted.action
  where (named.service is not null or counted.emitter in (select emitting.service from emitting))
    ${IN_SCOPE}
  group by 1, 2, 3
), newest as (
  select named.service, counts.last_seen
  from named
  cross join lateral (
    select counted.last_seen
    from activity_count counted
    where counted.action = named.action
      ${IN_SCOPE}
    order by counted.bucket desc, counted.last_seen desc
    limit 1
  ) counts
  union all
  select emitting.service, counts.last_seen
  from emitting
  cross join lateral (
    select counted.last_seen
    from activity_count counted
    where counted.emitter <> '' and counted.emitter = emitting.service
      ${IN_SCOPE}
    order by counted.bucket desc, counted.last_seen desc
    limit 1
  ) counts
  union all
  select appended.service, appended.last_seen
  from appended
), last as materialized (
  select newest.service, max(newest.last_seen) as seen_at,
         date_bin('15 minutes', max(newest.last_seen), timestamptz 'epoch') as bucket
  from newest
  group by newest.service
), heard as materialized (
  select named.service, counts.bucket, counts.arrived_bucket
  from last
  join named on named.service = last.service
  cross join lateral (
    select counted.bucket, counted.arrived_bucket
    from activity_count counted
    where counted.action = named.action and counted.bucket >= last.bucket - interval '28 days'
      ${IN_SCOPE}
  ) counts
  group by 1, 2, 3
  union all
  select emitting.service, counts.bucket, counts.arrived_bucket
  from last
  join emitting on emitting.service = last.service
  cross join lateral (
    select counted.bucket, counted.arrived_bucket
    from activity_count counted
    where counted.emitter <> '' and counted.emitter = emitting.service
      and counted.bucket >= last.bucket - interval '28 days'
      ${IN_SCOPE}
  ) counts
  group by 1, 2, 3
  union all
  select appended.service, appended.bucket, appended.arrived_bucket
  from last
  join appended on appended.service = last.service
  where appended.bucket >= last.bucket - interval '28 days'
), news as (
  select last.service, least(min(heard.arrived_bucket), last.bucket + interval '7 days') as until
  from last
  join heard on heard.service = last.service and heard.bucket = last.bucket
  group by last.service, last.bucket
), happened as (
  ${NUMBERS_OF('bucket')}
), arrived as (
  ${NUMBERS_OF('arrived_bucket', 'join news on news.service = heard.service and heard.arrived_bucket <= news.until')}
)
select last.service, ${instantText('last.seen_at')} as "lastEventAt", happened.buckets,
       coalesce(arrived.buckets, '[]') as "arrivedBuckets"
from last
join happened on happened.service = last.service
left join arrived on arrived.service = last.service
order by last.service
`;
