import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Bodies move out of the rows of events into packs: the bodies that one transaction stores of one service, account and day,
 * compressed together (`packBodies`). Alone, text of that length is neither compressed nor kept apart by PostgreSQL; packed
 * it takes a sixth (docs/adr/0010). Packs go no further than that, so that a purge of a service or account removes all
 * of them. The row says where its body lies; a row stored before has it in `body` as it was.
 */
export class PackEventBodies1795257600015 implements MigrationInterface {
  name = 'PackEventBodies1795257600015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_EVENT_BODY);
    await runner.query(POINT_TO_BODY);
    await runner.query(ensurePartitions(['audit_event', 'event_body']));
    await runner.query(MAKE_PARTITIONS);
    await runner.query(GRANT_RIGHTS);
  }

  /** Fails when there are events whose body would be lost. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(POINT_NO_MORE);
    await runner.query(ensurePartitions(['audit_event']));
    await runner.query(DROP_EVENT_BODY);
  }
}

// The content is compressed already: PostgreSQL need not try.
const CREATE_EVENT_BODY = `
create table event_body (
  occurred_on date not null, -- in UTC
  batch_id bigint not null,
  pack integer not null, -- from 0 within its batch
  service text collate "C" not null, -- as the catalog had it when it was stored
  account text collate "C" not null,
  content bytea storage external not null,
  primary key (occurred_on, batch_id, pack)
) partition by range (occurred_on)
`;

// The rows that are there are looked through later: see ValidateChecks.
const POINT_TO_BODY = `
alter table audit_event
  alter column body drop not null,
  add column body_pack integer,
  add column body_offset integer,
  add column body_length integer,
  add constraint audit_event_body_check check (
    (body is null) = (body_pack is not null) and num_nulls(body_pack, body_offset, body_length) in (0, 3)
  ) not valid
`;

// Months that hold events already.
const MAKE_PARTITIONS = `
do $$
declare
  month date;
begin
  for month in
    select to_date(right(partition.relname, 7), 'YYYY_MM')
    from pg_inherits
    join pg_class partition on partition.oid = pg_inherits.inhrelid
    where pg_inherits.inhparent = 'audit_event'::regclass
    order by partition.relname
  loop
    execute format('create table public.event_body_%s partition of public.event_body for values from (%L) to (%L)',
      to_char(month, 'YYYY_MM'), month, month + interval '1 month');
  end loop;
end
$$
`;

const GRANT_RIGHTS = `
grant insert on event_body to trailkeeper_collector;
grant select on event_body to trailkeeper_reporter
`;

const POINT_NO_MORE = `
alter table audit_event
  drop constraint audit_event_body_check,
  drop column body_pack,
  drop column body_offset,
  drop column body_length,
  alter column body set not null
`;

const DROP_EVENT_BODY = `
drop table event_body
`;

/** The function as it was, but for the tables whose month it makes. */
function ensurePartitions(tables: string[]): string {
  return `
create or replace function ensure_event_partition(at timestamptz) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  starts timestamptz := date_trunc('month', at, 'UTC');
  ends timestamptz := date_trunc('month', starts + interval '32 days', 'UTC');
  month text := to_char(starts at time zone 'UTC', 'YYYY_MM');
  parent text;
begin
  if at is null or at < '2000-01-01T00:00:00Z' or at > now() + interval '2 days' then
    raise exception 'no events are kept for the time %', at using errcode = 'datetime_field_overflow';
  end if;
  if ${tables.map((table) => `to_regclass('public.${table}_' || month) is not null`).join(' and ')} then
    return 'audit_event_' || month;
  end if;
  -- One maker at a time; the lock goes with the transaction. Asked again by a query, because to_regclass answers from a
  -- cache that an advisory lock does not refresh, and would miss what the one before has just made.
  perform pg_advisory_xact_lock(hashtextextended('trailkeeper.event-partition', 0));
  foreach parent in array array[${tables.map((table) => `'${table}'`).join(', ')}] loop
    if not exists (
      select from pg_class relation
      where relation.relname = parent || '_' || month and relation.relnamespace = 'public'::regnamespace
    ) then
      execute format('create table public.%I (like public.%I including all)', parent || '_' || month, parent);
      -- In UTC whatever the session's zone: a date is cut from the text of a time.
      execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)',
        parent, parent || '_' || month, to_char(starts at time zone 'UTC', 'YYYY-MM-DD"T00:00:00Z"'),
        to_char(ends at time zone 'UTC', 'YYYY-MM-DD"T00:00:00Z"'));
    end if;
  end loop;
  return 'audit_event_' || month;
end
$$
`;
}
