import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What becomes of a quarantined item. It is held (open, or with a replay requested) until it is settled: replayed, so that
 * it is an event now, or discarded with a reason. A settled item gives its bytes back and stays on record with their
 * length and SHA-256. Who may change that: DecideOnQuarantine.
 *
 * A replay is a batch that received nothing: it takes from the quarantined what it adds to stored and duplicates, so
 * that the sum over batches stays the tally (docs/meaning.md, rule 8).
 *
 * Going down fails once an item is settled: its bytes cannot be brought back.
 */
export class GiveQuarantinedItemsAState1795257600016 implements MigrationInterface {
  name = 'GiveQuarantinedItemsAState1795257600016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ADD_LIFE);
    await runner.query(MEASURE);
    await runner.query(ADD_CHECKS);
    await runner.query(CREATE_INDEXES);
    await runner.query(LET_BATCHES_TAKE_BACK);
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
revoke all on function quarantine_held() from public;
grant execute on function quarantine_held() to trailkeeper_collector
`;

const DROP_FUNCTIONS = `
drop function quarantine_held();
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
