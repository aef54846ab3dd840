import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Takes the rows to fold as one range of ids instead of a list of them. Of a table that is emptied all the time the
 * planner believes that it is empty, and looked every id up by reading the whole table: under load folding ran into its
 * time limit. And such a table is vacuumed by the number of its dead rows, not by a share of the living.
 */
export class FoldByRange1795257600013 implements MigrationInterface {
  name = 'FoldByRange1795257600013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(foldTaking(RANGE_OF_IDS));
    await runner.query(VACUUM_OFTEN);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(VACUUM_AS_USUAL);
    await runner.query(foldTaking(LIST_OF_IDS));
  }
}

const RANGE_OF_IDS = `
    where activity_delta.id <= (
      select max(first.id) from (select delta.id from activity_delta delta order by delta.id limit max_rows) first
    )
`;

const LIST_OF_IDS = `
    where activity_delta.id in (select delta.id from activity_delta delta order by delta.id limit max_rows)
`;

function foldTaking(rows: string): string {
  return `
create or replace function fold_activity(max_rows integer) returns bigint
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
    ${rows}
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
}

const VACUUM_OFTEN = `
alter table activity_delta set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000)
`;

const VACUUM_AS_USUAL = `
alter table activity_delta reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)
`;
