import { instantText } from '@trailkeeper/database';
import type { ServicesLeftOut } from '@trailkeeper/contract';
import type { AskRows } from './ask-rows.js';
import { type ServiceNames, findServiceNames, isOther } from './find-service-names.js';
import { IN_SCOPE, NEWEST_OF_SERVICES } from './newest-of-services.js';

/** Which services are looked at, and which of their events. */
export interface ServiceFilter {
  /** Ids of the catalog. Null: all services, also those that the catalog does not know. */
  readonly services: readonly string[] | null;
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

/** How many services outside the catalog are looked at. A system has tens of them; whoever may send makes up any number. */
export const MAX_OTHER_SERVICES = 1_000;

/**
 * The services that any event is from, each with when it was heard in the 28 days before its last event: those of the
 * catalog, and of the others the thousand heard last. Events that name no service (`unknown`) are from none of which
 * anything could be expected.
 */
export async function findServicesHeard(
  ask: AskRows,
  filter: ServiceFilter,
): Promise<{ services: ServiceHeard[]; leftOut: ServicesLeftOut }> {
  const { names, leftOut } = await chooseNames(ask, filter, await findServiceNames(ask, filter.services));
  return { services: await ask<ServiceHeard>(FIND_HEARD, parametersOf(names, filter)), leftOut };
}

/** Of services outside the catalog keeps the names of those heard last. */
async function chooseNames(ask: AskRows, filter: ServiceFilter, names: ServiceNames) {
  const others = keeping(names, isOther);
  const count = new Set([...others.named.map(({ service }) => service), ...others.emitters]).size;
  if (count <= MAX_OTHER_SERVICES) return { names, leftOut: { count: 0, isAtLeast: names.isCut } };
  const last = await ask<{ service: string; total: string }>(FIND_HEARD_LAST, [
    ...parametersOf(others, filter),
    MAX_OTHER_SERVICES,
  ]);
  const chosen = new Set(last.map(({ service }) => service));
  return {
    names: keeping(names, (service) => !isOther(service) || chosen.has(service)),
    leftOut: { count: Number(last[0]?.total ?? 0) - chosen.size, isAtLeast: names.isCut },
  };
}

function keeping({ named, emitters, isCut }: ServiceNames, isKept: (service: string) => boolean): ServiceNames {
  return { named: named.filter(({ service }) => isKept(service)), emitters: emitters.filter(isKept), isCut };
}

function parametersOf({ named, emitters }: ServiceNames, { location, account }: ServiceFilter): unknown[] {
  return [named.map(({ service }) => service), named.map(({ action }) => action), emitters, location, account];
}

const FIND_HEARD_LAST = `
${NEWEST_OF_SERVICES}
select newest.service, count(*) over () as "total"
from newest
group by newest.service
order by max(newest.last_seen) desc, newest.service
limit $6
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

// Behind the newest events an index-only scan of the last 28 days of each action and emitter, by the same indexes. What arrived
// after the newest event, or more than a week after it happened, came by a replay or an import of the past and is no habit: a
// pause before it is no pause of the service.
const FIND_HEARD = `
${NEWEST_OF_SERVICES}, last as materialized (
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
