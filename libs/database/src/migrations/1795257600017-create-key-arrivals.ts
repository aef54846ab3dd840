import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * In which quarters of an hour each key sent anything, so that its silence can be told from its habit. `ingest_batch`
 * cannot answer that: at 2,000 batches a second it has 63 billion rows after a year, and an index on key and time would
 * cost each commit a second index entry. Here a key has at most 35,136 rows a year, and the collector writes none of them:
 * `fold_key_arrivals` reads the batches along their index on time, each once or, while they are young, a few times.
 *
 * What arrived at or after `settled_until` may not be folded yet: readers look at those batches themselves.
 */
export class CreateKeyArrivals1795257600017 implements MigrationInterface {
  name = 'CreateKeyArrivals1795257600017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_KEY_ARRIVAL);
    await runner.query(CREATE_STATE);
    await runner.query(CREATE_FOLD);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_KEY_ARRIVALS);
  }
}

const CREATE_KEY_ARRIVAL = `
create table key_arrival (
  key_name text not null,
  bucket timestamptz not null, -- 15 minutes, the grid of the counts
  last_arrived_at timestamptz not null,
  primary key (key_name, bucket)
)
`;

const CREATE_STATE = `
create table key_arrival_fold (
  is_only boolean primary key default true check (is_only),
  settled_until timestamptz not null
);
insert into key_arrival_fold (settled_until) values ('-infinity')
`;

// A batch is dated by the start of its transaction and seen at its end, so the youngest are read again next time; folding a
// batch twice says the same. 6 minutes: its five statements, the commit among them, may take DATABASE_TIMEOUT_SECONDS each, which
// is 60 at most for this reason, and the server ends a session that pauses for 10 s in between.
// An hour a call keeps the transaction short, also where years are to be caught up with. Uses ingest_batch_arrived_at_idx.
// A batch that received nothing is a replay (ADR 11): it has the name of the key, whose sender may be long gone.
const CREATE_FOLD = `
create function fold_key_arrivals() returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  settled timestamptz;
  first_at timestamptz;
  end_at timestamptz;
begin
  -- One worker folds at a time; whoever comes second has nothing to do.
  if not pg_try_advisory_xact_lock(hashtextextended('trailkeeper.fold-key-arrivals', 0)) then
    return false;
  end if;
  select state.settled_until into strict settled from key_arrival_fold state;
  select batch.arrived_at into first_at
  from ingest_batch batch
  where batch.arrived_at >= settled
  order by batch.arrived_at
  limit 1;
  if not found then
    return false;
  end if;
  end_at := first_at + interval '1 hour';
  insert into key_arrival as known (key_name, bucket, last_arrived_at)
  select batch.key_name, date_bin('15 minutes', batch.arrived_at, timestamptz 'epoch'), max(batch.arrived_at)
  from ingest_batch batch
  where batch.arrived_at >= first_at and batch.arrived_at < end_at and batch.received > 0
  group by 1, 2
  order by 1, 2
  on conflict (key_name, bucket) do update
  set last_arrived_at = excluded.last_arrived_at
  where known.last_arrived_at < excluded.last_arrived_at;
  update key_arrival_fold
  set settled_until = greatest(settled, least(end_at, now() - interval '6 minutes'));
  return end_at <= now();
end
$$
`;

const GRANT_RIGHTS = `
revoke all on function fold_key_arrivals() from public;
grant execute on function fold_key_arrivals() to trailkeeper_reporter;
grant select on key_arrival, key_arrival_fold to trailkeeper_reporter
`;

const DROP_KEY_ARRIVALS = `
drop function fold_key_arrivals();
drop table key_arrival_fold;
drop table key_arrival
`;
