import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who may change what becomes of a quarantined item. Neither app may write the table but for the collector's inserts. The
 * reporter requests and discards, the collector claims and settles, each through functions that know which state may
 * follow which; an item is only settled as replayed if the event that the collector names is there.
 */
export class DecideOnQuarantine1795257600019 implements MigrationInterface {
  name = 'DecideOnQuarantine1795257600019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_REQUEST);
    await runner.query(CREATE_DISCARD);
    await runner.query(CREATE_CLAIM);
    await runner.query(CREATE_SETTLE_REPLAYED);
    await runner.query(CREATE_SETTLE_REFUSED);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_FUNCTIONS);
  }
}

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

const GRANT_RIGHTS = `
revoke all on function request_replay(bigint[], text, text, boolean) from public;
revoke all on function discard_quarantined(bigint[], text, text) from public;
revoke all on function claim_replays(integer, bigint) from public;
revoke all on function settle_replayed(bigint[], text[], timestamptz[], text[]) from public;
revoke all on function settle_refused(bigint[], text[], text[]) from public;
grant execute on function request_replay(bigint[], text, text, boolean) to trailkeeper_reporter;
grant execute on function discard_quarantined(bigint[], text, text) to trailkeeper_reporter;
grant execute on function claim_replays(integer, bigint) to trailkeeper_collector;
grant execute on function settle_replayed(bigint[], text[], timestamptz[], text[]) to trailkeeper_collector;
grant execute on function settle_refused(bigint[], text[], text[]) to trailkeeper_collector
`;

const DROP_FUNCTIONS = `
drop function settle_refused(bigint[], text[], text[]);
drop function settle_replayed(bigint[], text[], timestamptz[], text[]);
drop function claim_replays(integer, bigint);
drop function discard_quarantined(bigint[], text, text);
drop function request_replay(bigint[], text, text, boolean)
`;
