/** Restricts counts to a location ($4) and an account ($5), where these are given. */
export const IN_SCOPE = `
      and ($4::text is null or counted.location = $4) and ($5::text is null or counted.account = $5)
`;

// Per action one descent backwards to its newest bucket by the primary key of activity_count, per emitter the same by
// activity_count_emitter_idx. The counts that are not folded yet are read through once.
/**
 * Begins a statement about actions ($2) with the services they are of ($1) and about emitters ($3): `newest` has when the
 * newest events of each service happened, one row for each of its names at least.
 */
export const NEWEST_OF_SERVICES = `
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
)
`;
