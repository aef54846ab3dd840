import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a slot made and where it went. A bundle is stored before anything of it is sent, so that every try and every target
 * gets the same bytes. A try of a delivery is written down before it begins: one without an end may have arrived.
 */
export class CreateExportBundle1795257600030 implements MigrationInterface {
  name = 'CreateExportBundle1795257600030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_EXPORT_BUNDLE);
    await runner.query(CREATE_SLOT_DELIVERY);
    await runner.query(CREATE_DELIVERY_RECEIPT);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_ALL);
  }
}

const CREATE_EXPORT_BUNDLE = `
create table export_bundle (
  id uuid primary key, -- drawn beforehand: its chunks come before it
  slot_id uuid not null unique references schedule_slot (id),
  name text not null,
  bytes bigint not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  is_empty boolean not null, -- nothing to report
  data_as_of timestamptz not null, -- what was committed by then is in all of its files
  signing_key_id text not null references signing_key (id),
  manifest json not null, -- json, not jsonb: the text that was signed
  changes json, -- of a restated slot: what is other than in the original
  made_at timestamptz not null default clock_timestamp(),
  deleted_at timestamptz -- its chunks are gone
);
create table export_bundle_chunk (
  bundle_id uuid not null references export_bundle (id) deferrable initially deferred,
  seq integer not null,
  content bytea not null,
  primary key (bundle_id, seq)
);
create index export_bundle_kept_idx on export_bundle (made_at, id) where deleted_at is null;
alter table export_bundle_chunk alter column content set storage external
`;

const CREATE_SLOT_DELIVERY = `
create table slot_delivery (
  id uuid primary key default gen_random_uuid(), -- goes with every try, so that the other side can tell a repeat
  slot_id uuid not null references schedule_slot (id),
  target_id uuid not null references delivery_target (id),
  content text not null check (content in ('bundle', 'notice')),
  status text not null default 'waiting' check (status in ('waiting', 'delivered', 'failed', 'skipped')),
  is_possibly_twice boolean not null default false,
  attempts integer not null default 0,
  fence bigint not null default 0,
  leased_until timestamptz,
  try_after timestamptz,
  failure text,
  finished_at timestamptz
);
-- A bundle keeps its delivery, and so its id, however often it is tried. A slot that fails again is a notice of its own.
create unique index slot_delivery_bundle_key on slot_delivery (slot_id, target_id) where content = 'bundle';
create unique index slot_delivery_notice_key on slot_delivery (slot_id, target_id)
  where content = 'notice' and status = 'waiting';
create index slot_delivery_slot_idx on slot_delivery (slot_id);
create index slot_delivery_open_idx on slot_delivery (slot_id) where status = 'waiting'
`;

const CREATE_DELIVERY_RECEIPT = `
create table delivery_receipt (
  delivery_id uuid not null references slot_delivery (id),
  attempt integer not null,
  began_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('delivered', 'already-there', 'failed', 'unknown')),
  place text, -- where it is now, as the other side names it
  bytes bigint,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  answer text, -- what the other side said
  primary key (delivery_id, attempt),
  constraint delivery_receipt_ended_check check (num_nulls(ended_at, outcome) in (0, 2))
);
create trigger delivery_receipt_ended before update on delivery_receipt
  for each row when (old.ended_at is not null) execute function refuse_change_after_end()
`;

const GRANT_RIGHTS = `
grant select on export_bundle, export_bundle_chunk, slot_delivery, delivery_receipt to trailkeeper_reporter;
grant insert (id, slot_id, name, bytes, sha256, is_empty, data_as_of, signing_key_id, manifest, changes), update (deleted_at)
  on export_bundle to trailkeeper_reporter;
grant insert, delete on export_bundle_chunk to trailkeeper_reporter;
grant insert (slot_id, target_id, content),
  update (status, is_possibly_twice, attempts, fence, leased_until, try_after, failure, finished_at)
  on slot_delivery to trailkeeper_reporter;
grant insert (delivery_id, attempt, began_at), update (ended_at, outcome, place, bytes, sha256, answer)
  on delivery_receipt to trailkeeper_reporter
`;

const DROP_ALL = `
drop table delivery_receipt;
drop table slot_delivery;
drop table export_bundle_chunk;
drop table export_bundle
`;
