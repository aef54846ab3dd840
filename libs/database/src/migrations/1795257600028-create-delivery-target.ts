import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where exports go, and the keys that sign them. What is secret of either is sealed with SECRET_KEY before it comes here. A
 * target is never deleted as a row: receipts name it.
 */
export class CreateDeliveryTarget1795257600028 implements MigrationInterface {
  name = 'CreateDeliveryTarget1795257600028';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_DELIVERY_TARGET);
    await runner.query(CREATE_SIGNING_KEY);
    await runner.query(KEEP_RETIRED);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_ALL);
  }
}

const CREATE_DELIVERY_TARGET = `
create table delivery_target (
  id uuid primary key, -- drawn beforehand: its secrets are sealed for it
  name text not null check (name <> ''),
  kind text not null,
  settings jsonb not null, -- what may be shown
  sealed_secrets bytea, -- null: there are none
  secret_names text[] not null default '{}', -- which there are; may be shown
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_by text not null,
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  deleted_by text,
  constraint delivery_target_secrets_check check ((sealed_secrets is null) = (secret_names = '{}')),
  constraint delivery_target_deletion_check check (num_nulls(deleted_at, deleted_by) in (0, 2))
);
create unique index delivery_target_name_key on delivery_target (name) where deleted_at is null
`;

// One key signs at a time; the retired ones are kept, so that what they signed can be checked.
const CREATE_SIGNING_KEY = `
create table signing_key (
  id text primary key check (id ~ '^[0-9a-f]{16}$'), -- the beginning of the SHA-256 of the public key
  public_key bytea not null check (octet_length(public_key) = 32), -- Ed25519, RFC 8032
  sealed_private_key bytea not null,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(), -- rotations wait for each other in their transactions
  retired_at timestamptz,
  retired_by text,
  constraint signing_key_retirement_check check (num_nulls(retired_at, retired_by) in (0, 2))
);
create unique index signing_key_in_use_key on signing_key ((true)) where retired_at is null
`;

// Rights on columns cannot say that a row is changed only as long as it has no end.
const KEEP_RETIRED = `
create function refuse_change_after_end() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'this row of % has its end, and stays as it is', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
revoke all on function refuse_change_after_end() from public;
create trigger signing_key_retired before update on signing_key
  for each row when (old.retired_at is not null) execute function refuse_change_after_end()
`;

const GRANT_RIGHTS = `
grant select on delivery_target, signing_key to trailkeeper_reporter;
grant insert (id, name, kind, settings, sealed_secrets, secret_names, created_by, updated_by),
  update (name, settings, sealed_secrets, secret_names, updated_by, updated_at, deleted_at, deleted_by)
  on delivery_target to trailkeeper_reporter;
grant insert (id, public_key, sealed_private_key, created_by), update (retired_at, retired_by)
  on signing_key to trailkeeper_reporter
`;

const DROP_ALL = `
drop table signing_key;
drop function refuse_change_after_end;
drop table delivery_target
`;
