import type { SnapshotQuery } from '../report-kind.js';

/**
 * Every action that the counts hold of some services, of any time. Asked first, because counts are found fast by action
 * and bucket, but not by a range of actions and buckets.
 */
export async function findActionNames(query: SnapshotQuery, services: readonly string[]): Promise<string[]> {
  const rows = await query<{ action: string }>(FIND_ACTION_NAMES, [services]);
  return rows.map(({ action }) => action);
}

// Jumps from one action to the next: one descent of the primary key of activity_count per action, whatever the number of
// its rows. A service is the range from "kms." to "kms/", the slash being the character after the dot.
const FIND_ACTION_NAMES = `
with recursive service as (
  select service.id || '.' as low, service.id || '/' as high
  from unnest($1::text[]) as service (id)
), counted (action, high) as (
  select (
    select activity_count.action
    from activity_count
    where activity_count.action >= service.low and activity_count.action < service.high
    order by activity_count.action
    limit 1
  ), service.high
  from service
  union all
  select (
    select activity_count.action
    from activity_count
    where activity_count.action > counted.action and activity_count.action < counted.high
    order by activity_count.action
    limit 1
  ), counted.high
  from counted
  where counted.action is not null
)
select counted.action
from counted
where counted.action is not null
union
select activity_delta.action
from service
join activity_delta on activity_delta.action >= service.low and activity_delta.action < service.high
`;
