import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What producers send events with. A secret has 256 random bits, so its plain SHA-256 cannot be guessed back: slow, salted
 * hashes are for what people make up. A name is never used twice, because batches carry it and an auditor must find the
 * one key it means. A revoked key stays on record.
 *
 * The collector may read nothing of the table. `use_ingest_key(hash)` gives it the one valid key whose secret it was
 * shown, and notes the use at most once a minute: a row written for each request would be a queue for all requests.
 */
export class CreateIngestKey1795257600014 implements MigrationInterface {
  name = 'CreateIngestKey1795257600014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_INGEST_KEY);
    await runner.query(CREATE_FUNCTION);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_FUNCTION);
    await runner.query(DROP_INGEST_KEY);
  }
}

// INGEST_KEY is the name that batches carry of the key in the collector's environment.
const CREATE_INGEST_KEY = `
create table ingest_key (
  id uuid primary key default gen_random_uuid(),
  name text not null unique check (name not in ('', 'INGEST_KEY')),
  secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
  hint text not null, -- the last characters of the secret
  services text[] check (cardinality(services) > 0), -- service and family ids; null in all three: no limit
  locations text[] check (cardinality(locations) > 0),
  accounts text[] check (cardinality(accounts) > 0),
  created_at timestamptz not null default now(),
  created_by text not null,
  expires_at timestamptz, -- excluded; null: never
  revoked_at timestamptz,
  revoked_by text,
  revocation_reason text check (revocation_reason <> ''),
  last_used_at timestamptz, -- up to a minute late
  check (num_nulls(revoked_at, revoked_by, revocation_reason) in (0, 3))
)
`;

// uses ingest_key_secret_hash_key; a use that another request is just noting is not waited for
const CREATE_FUNCTION = `
create function use_ingest_key(given_hash bytea)
returns table (id uuid, name text, services text[], locations text[], accounts text[])
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
  known record;
begin
  select ingest_key.id, ingest_key.name, ingest_key.services, ingest_key.locations, ingest_key.accounts,
         coalesce(ingest_key.last_used_at <= now() - interval '1 minute', true) as is_due
  into known
  from ingest_key
  where ingest_key.secret_hash = given_hash
    and ingest_key.revoked_at is null
    and (ingest_key.expires_at is null or ingest_key.expires_at > now());
  if not found then
    return;
  end if;
  if known.is_due then
    update ingest_key
    set last_used_at = now()
    where ingest_key.id in (
      select due.id
      from ingest_key due
      where due.id = known.id and coalesce(due.last_used_at <= now() - interval '1 minute', true)
      for no key update skip locked
    );
  end if;
  return query select known.id, known.name, known.services, known.locations, known.accounts;
end
$$
`;

const GRANT_RIGHTS = `
revoke all on function use_ingest_key(bytea) from public;
grant execute on function use_ingest_key(bytea) to trailkeeper_collector;
grant select (
  id, name, hint, services, locations, accounts, created_at, created_by, expires_at,
  revoked_at, revoked_by, revocation_reason, last_used_at
) on ingest_key to trailkeeper_reporter;
grant insert (name, secret_hash, hint, services, locations, accounts, created_by, expires_at)
  on ingest_key to trailkeeper_reporter;
grant update (revoked_at, revoked_by, revocation_reason) on ingest_key to trailkeeper_reporter
`;

const DROP_FUNCTION = `
drop function use_ingest_key(bytea)
`;

const DROP_INGEST_KEY = `
drop table ingest_key
`;
