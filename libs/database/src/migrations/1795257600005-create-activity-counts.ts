import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What reports count from. The collector appends rows to `activity_delta` in the event's own statement (upserting shared
 * counters from parallel requests costs five times the p99), `fold_activity` sums them into `activity_count`, and readers
 * use the view `activity` over both. Buckets are 15 minutes, because every civil time zone's offset is a multiple of them.
 * `arrived_bucket` is the same grid over the time of arrival, so that late arrivals are counted without reading events;
 * live traffic arrives in the bucket it happened in, so this hardly adds rows.
 */
export class CreateActivityCounts1795257600005 implements MigrationInterface {
  name = 'CreateActivityCounts1795257600005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_ACTIVITY_DELTA);
    await runner.query(CREATE_ACTIVITY_COUNT);
    await runner.query(INDEX_BUCKET);
    await runner.query(INDEX_EMITTER);
    await runner.query(CREATE_ACTIVITY_VIEW);
    await runner.query(CREATE_FOLD);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_ACTIVITY);
  }
}

const CREATE_ACTIVITY_DELTA = `
create table activity_delta (
  id bigint generated always as identity primary key,
  bucket timestamptz not null,
  arrived_bucket timestamptz not null,
  action text collate "C" not null,
  emitter text collate "C" not null,
  location text collate "C" not null,
  account text collate "C" not null,
  outcome text not null check (outcome in ('success', 'failure', 'pending', 'unknown')),
  events bigint not null check (events > 0),
  first_seen timestamptz not null,
  last_seen timestamptz not null
)
`;

const CREATE_ACTIVITY_COUNT = `
create table activity_count (
  bucket timestamptz not null,
  arrived_bucket timestamptz not null,
  action text collate "C" not null,
  emitter text collate "C" not null,
  location text collate "C" not null,
  account text collate "C" not null,
  outcome text not null check (outcome in ('success', 'failure', 'pending', 'unknown')),
  events bigint not null check (events > 0),
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  -- action first: a service is a prefix of actions, and "last ever seen" looks at one action's newest bucket
  primary key (action, bucket, arrived_bucket, emitter, location, account, outcome)
)
`;

const INDEX_BUCKET = `
create index activity_count_bucket_idx on activity_count (bucket)
`;

// The few actions that name no service are found by what does.
const INDEX_EMITTER = `
create index activity_count_emitter_idx on activity_count (emitter, bucket) where emitter <> ''
`;

const CREATE_ACTIVITY_VIEW = `
create view activity as
select counted.bucket, counted.arrived_bucket, counted.action, counted.emitter, counted.location, counted.account,
       counted.outcome, counted.events, counted.first_seen, counted.last_seen
from activity_count counted
union all
select appended.bucket, appended.arrived_bucket, appended.action, appended.emitter, appended.location, appended.account,
       appended.outcome, appended.events, appended.first_seen, appended.last_seen
from activity_delta appended
`;

const CREATE_FOLD = `
create function fold_activity(max_rows integer) returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  folded bigint;
begin
  if max_rows is null or max_rows < 1 then
    raise exception 'how many rows to fold must be 1 or more' using errcode = 'invalid_parameter_value';
  end if;
  -- One worker folds at a time; whoever comes second has nothing to do.
  if not pg_try_advisory_xact_lock(hashtextextended('trailkeeper.fold-activity', 0)) then
    return 0;
  end if;
  with taken as (
    delete from activity_delta
    where activity_delta.id in (select delta.id from activity_delta delta order by delta.id limit max_rows)
    returning activity_delta.*
  ), summed as (
    insert into activity_count as counted
      (bucket, arrived_bucket, action, emitter, location, account, outcome, events, first_seen, last_seen)
    select taken.bucket, taken.arrived_bucket, taken.action, taken.emitter, taken.location, taken.account,
           taken.outcome, sum(taken.events), min(taken.first_seen), max(taken.last_seen)
    from taken
    group by taken.bucket, taken.arrived_bucket, taken.action, taken.emitter, taken.location, taken.account, taken.outcome
    on conflict (action, bucket, arrived_bucket, emitter, location, account, outcome) do update
    set events = counted.events + excluded.events,
        first_seen = least(counted.first_seen, excluded.first_seen),
        last_seen = greatest(counted.last_seen, excluded.last_seen)
  )
  select count(*) into folded from taken;
  return folded;
end
$$
`;

const GRANT_RIGHTS = `
revoke all on function fold_activity(integer) from public;
grant execute on function fold_activity(integer) to trailkeeper_reporter;
grant insert on activity_delta to trailkeeper_collector;
grant select on activity, activity_count, activity_delta to trailkeeper_reporter
`;

const DROP_ACTIVITY = `
drop function fold_activity(integer);
drop view activity;
drop table activity_count;
drop table activity_delta
`;
