import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What becomes of a quarantined item. It is held (open, or with a replay requested) until it is settled: replayed, so that
 * it is an event now, or discarded with a reason. A settled item gives its bytes back and stays on record with their
 * length and SHA-256.
 *
 * A replay is a batch that received nothing: it takes from the quarantined what it adds to stored and duplicates, so
 * that the sum over batches stays the tally (docs/meaning.md, rule 8).
 *
 * Neither app may write the table but for the collector's inserts. The reporter requests and discards, the collector
 * claims and settles, each through functions that know which state may follow which; an item is only settled as replayed
 * if the event that the collector names is there. Going down fails once an item is settled: its bytes cannot be brought back.
 */
export class SettleQuarantine1795257600016 implements MigrationInterface {
  name = 'SettleQuarantine1795257600016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ADD_LIFE);
    await runner.query(MEASURE);
    await runner.query(ADD_CHECKS);
    await runner.query(CREATE_INDEXES);
    await runner.query(LET_BATCHES_TAKE_BACK);
    await runner.query(CREATE_REQUEST);
    await runner.query(CREATE_DISCARD);
    await runner.query(CREATE_CLAIM);
    await runner.query(CREATE_SETTLE_REPLAYED);
    await runner.query(CREATE_SETTLE_REFUSED);
    await runner.query(CREATE_HELD);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_FUNCTIONS);
    await runner.query(KEEP_BATCHES_FROM_TAKING_BACK);
    await runner.query(DROP_LIFE);
  }
}

const ADD_LIFE = `
alter table quarantine
  alter column raw drop not null, -- null: settled
  add column bytes integer,
  add column sha256 bytea,
  add column state text not null default 'open',
  add column requested_at timestamptz, -- the last request of a replay
  add column requested_by text,
  add column request_reason text,
  add column request_admits boolean, -- also against the scope of the key it came with
  add column tried_at timestamptz, -- the last replay
  add column tries integer not null default 0,
  add column result text,
  add column event_occurred_at timestamptz, -- the event it became, or repeats
  add column event_content_hash bytea,
  add column event_batch_id bigint,
  add column discarded_at timestamptz,
  add column discarded_by text,
  add column discard_reason text
`;

// The database measures, whoever inserts and however.
const MEASURE = `
update quarantine set bytes = octet_length(quarantine.raw), sha256 = sha256(quarantine.raw);
create function measure_quarantined() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  new.bytes := octet_length(new.raw);
  new.sha256 := sha256(new.raw);
  return new;
end
$$;
create trigger quarantine_measured before insert on quarantine for each row execute function measure_quarantined();
revoke all on function measure_quarantined() from public
`;

const ADD_CHECKS = `
alter table quarantine
  alter column bytes set not null,
  alter column sha256 set not null,
  add constraint quarantine_state_check check (state in ('open', 'replay-requested', 'replayed', 'discarded')),
  add constraint quarantine_raw_check check ((raw is null) = (state in ('replayed', 'discarded'))),
  add constraint quarantine_request_check check (
    num_nulls(requested_at, requested_by, request_reason, request_admits) in (0, 4)
    and (requested_at is not null or state in ('open', 'discarded')) and request_reason <> ''
  ),
  add constraint quarantine_result_check check (
    num_nulls(tried_at, result) in (0, 2) and (result is null) = (tries = 0)
    and result in ('stored', 'duplicate', 'refused')
    and (state = 'replayed') = (coalesce(result, 'refused') <> 'refused')
  ),
  add constraint quarantine_event_check check (
    num_nulls(event_occurred_at, event_content_hash, event_batch_id) = case when state = 'replayed' then 0 else 3 end
  ),
  add constraint quarantine_discard_check check (
    num_nulls(discarded_at, discarded_by, discard_reason) = case when state = 'discarded' then 0 else 3 end
    and discard_reason <> ''
  )
`;

// quarantine_held_idx: the list of what is held, sums of it without its bytes, and how many differ;
// quarantine_requested_idx: claims
const CREATE_INDEXES = `
create index quarantine_held_idx on quarantine (arrived_at, id) include (code, batch_id, bytes, sha256)
  where state in ('open', 'replay-requested');
create index quarantine_requested_idx on quarantine (requested_at, id) where state = 'replay-requested'
`;

// Not validated: all rows would be read while nobody may write. Those that are there keep a stricter check already.
const LET_BATCHES_TAKE_BACK = `
alter table ingest_batch
  drop constraint ingest_batch_check1,
  add constraint ingest_batch_check1 check (
    stored >= 0 and duplicates >= 0 and (quarantined >= 0 or received = 0)
  ) not valid
`;

const CREATE_REQUEST = `
create function request_replay(item_ids bigint[], given_by text, given_reason text, admits boolean) returns integer
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  requested integer;
begin
  -- in one order, so that two requests for the same items do not wait for each other in a circle
  with chosen as (
    select item.id
    from quarantine item
    where item.id = any (item_ids) and item.state = 'open' and (admits or item.code <> 'out_of_scope')
    order by item.id
    for no key update
  )
  update quarantine
  set state = 'replay-requested', requested_at = now(), requested_by = given_by, request_reason = given_reason,
      request_admits = admits
  from chosen
  where quarantine.id = chosen.id;
  get diagnostics requested = row_count;
  return requested;
end
$$
`;

const CREATE_DISCARD = `
create function discard_quarantined(item_ids bigint[], given_by text, given_reason text) returns integer
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  discarded integer;
begin
  with chosen as (
    select item.id
    from quarantine item
    where item.id = any (item_ids) and item.state in ('open', 'replay-requested')
    order by item.id
    for no key update
  )
  update quarantine
  set state = 'discarded', raw = null, discarded_at = now(), discarded_by = given_by, discard_reason = given_reason
  from chosen
  where quarantine.id = chosen.id;
  get diagnostics discarded = row_count;
  return discarded;
end
$$
`;

// Locks them for the caller's transaction; what another collector has claimed is passed over. One item at least is given,
// however large. uses quarantine_requested_idx
const CREATE_CLAIM = `
create function claim_replays(max_items integer, max_bytes bigint)
returns table (
  id bigint, code text, message text, raw bytea, admits boolean,
  key_name text, services text[], locations text[], accounts text[]
)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
  return query
  with claimed as materialized (
    select item.id, item.requested_at, item.bytes
    from quarantine item
    where item.state = 'replay-requested'
    order by item.requested_at, item.id
    limit max_items
    for no key update skip locked
  ), summed as (
    select claimed.id, claimed.requested_at,
           sum(claimed.bytes) over (order by claimed.requested_at, claimed.id) - claimed.bytes as bytes_before
    from claimed
  )
  select item.id, item.code, item.message, item.raw, item.request_admits,
         batch.key_name, known.services, known.locations, known.accounts
  from summed
  join quarantine item on item.id = summed.id
  join ingest_batch batch on batch.id = item.batch_id
  left join ingest_key known on known.name = batch.key_name -- none: INGEST_KEY, which has no limits
  where summed.bytes_before < max_bytes
  order by summed.requested_at, summed.id;
end
$$
`;

const CREATE_SETTLE_REPLAYED = `
create function settle_replayed(
  item_ids bigint[], results text[], occurred_ats timestamptz[], content_hashes text[]
) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  settled integer;
begin
  update quarantine
  set state = 'replayed', raw = null, tried_at = now(), tries = quarantine.tries + 1, result = given.result,
      event_occurred_at = event.occurred_at, event_content_hash = event.content_hash, event_batch_id = event.batch_id
  from unnest(item_ids, results, occurred_ats, content_hashes) as given (id, result, occurred_at, content_hash)
  join audit_event event
    on event.occurred_at = given.occurred_at and event.content_hash = decode(given.content_hash, 'hex')
  where quarantine.id = given.id and quarantine.state = 'replay-requested';
  get diagnostics settled = row_count;
  if settled <> cardinality(item_ids) then
    raise exception '% of % items have an event and a requested replay', settled, cardinality(item_ids);
  end if;
end
$$
`;

const CREATE_SETTLE_REFUSED = `
create function settle_refused(item_ids bigint[], codes text[], messages text[]) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  settled integer;
begin
  update quarantine
  set state = 'open', code = given.code, message = given.message, tried_at = now(), tries = quarantine.tries + 1,
      result = 'refused'
  from unnest(item_ids, codes, messages) as given (id, code, message)
  where quarantine.id = given.id and quarantine.state = 'replay-requested';
  get diagnostics settled = row_count;
  if settled <> cardinality(item_ids) then
    raise exception '% of % items have a requested replay', settled, cardinality(item_ids);
  end if;
end
$$
`;

// uses quarantine_held_idx alone
const CREATE_HELD = `
create function quarantine_held() returns table (items bigint, bytes bigint)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
  select count(*), coalesce(sum(item.bytes), 0)::bigint
  from quarantine item
  where item.state in ('open', 'replay-requested')
$$
`;

const GRANT_RIGHTS = `
revoke all on function request_replay(bigint[], text, text, boolean) from public;
revoke all on function discard_quarantined(bigint[], text, text) from public;
revoke all on function claim_replays(integer, bigint) from public;
revoke all on function settle_replayed(bigint[], text[], timestamptz[], text[]) from public;
revoke all on function settle_refused(bigint[], text[], text[]) from public;
revoke all on function quarantine_held() from public;
grant execute on function request_replay(bigint[], text, text, boolean) to trailkeeper_reporter;
grant execute on function discard_quarantined(bigint[], text, text) to trailkeeper_reporter;
grant execute on function claim_replays(integer, bigint) to trailkeeper_collector;
grant execute on function settle_replayed(bigint[], text[], timestamptz[], text[]) to trailkeeper_collector;
grant execute on function settle_refused(bigint[], text[], text[]) to trailkeeper_collector;
grant execute on function quarantine_held() to trailkeeper_collector
`;

const DROP_FUNCTIONS = `
drop function quarantine_held();
drop function settle_refused(bigint[], text[], text[]);
drop function settle_replayed(bigint[], text[], timestamptz[], text[]);
drop function claim_replays(integer, bigint);
drop function discard_quarantined(bigint[], text, text);
drop function request_replay(bigint[], text, text, boolean);
drop trigger quarantine_measured on quarantine;
drop function measure_quarantined()
`;

const KEEP_BATCHES_FROM_TAKING_BACK = `
alter table ingest_batch
  drop constraint ingest_batch_check1,
  add constraint ingest_batch_check1 check (stored >= 0 and duplicates >= 0 and quarantined >= 0)
`;

// its indexes and checks go with the columns
const DROP_LIFE = `
alter table quarantine
  alter column raw set not null,
  drop column bytes, drop column sha256, drop column state,
  drop column requested_at, drop column requested_by, drop column request_reason, drop column request_admits,
  drop column tried_at, drop column tries, drop column result,
  drop column event_occurred_at, drop column event_content_hash, drop column event_batch_id,
  drop column discarded_at, drop column discarded_by, drop column discard_reason
`;
