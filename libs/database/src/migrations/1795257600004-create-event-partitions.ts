import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `ensure_event_partition(at)` makes the UTC month of a time, if it is missing. The table is created apart and then
 * attached: `create table … partition of` would lock the parent and wait behind every open report, and all ingest behind
 * it. Only times an event may have are served (2000 to 24 h from now, two days given), so that a producer cannot
 * make tables without end; and it runs with its owner's rights, so that the collector needs none to create tables.
 */
export class CreateEventPartitions1795257600004 implements MigrationInterface {
  name = 'CreateEventPartitions1795257600004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_FUNCTION);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_FUNCTION);
  }
}

const CREATE_FUNCTION = `
create function ensure_event_partition(at timestamptz) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  starts timestamptz := date_trunc('month', at, 'UTC');
  ends timestamptz := date_trunc('month', starts + interval '32 days', 'UTC');
  partition_name text := 'audit_event_' || to_char(starts at time zone 'UTC', 'YYYY_MM');
begin
  if at is null or at < '2000-01-01T00:00:00Z' or at > now() + interval '2 days' then
    raise exception 'no events are kept for the time %', at using errcode = 'datetime_field_overflow';
  end if;
  if to_regclass('public.' || partition_name) is not null then
    return partition_name;
  end if;
  -- One maker at a time; the lock goes with the transaction. Asked again by a query, because to_regclass answers from a
  -- cache that an advisory lock does not refresh, and would miss what the one before has just made.
  perform pg_advisory_xact_lock(hashtextextended('trailkeeper.event-partition', 0));
  if not exists (
    select from pg_class relation
    where relation.relname = partition_name and relation.relnamespace = 'public'::regnamespace
  ) then
    execute format('create table public.%I (like public.audit_event including all)', partition_name);
    execute format('alter table public.audit_event attach partition public.%I for values from (%L) to (%L)',
      partition_name, starts, ends);
  end if;
  return partition_name;
end
$$
`;

const GRANT_RIGHTS = `
revoke all on function ensure_event_partition(timestamptz) from public;
grant execute on function ensure_event_partition(timestamptz) to trailkeeper_collector
`;

const DROP_FUNCTION = `
drop function ensure_event_partition(timestamptz)
`;
