import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A person's word that a documented action cannot happen here (docs/meaning.md, rule 6). It is never changed and never
 * deleted: it ends by itself at `valid_until`, or is withdrawn with a reason.
 */
export class CreateAttestation1795257600011 implements MigrationInterface {
  name = 'CreateAttestation1795257600011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_ATTESTATION);
    await runner.query(INDEX_LISTING);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_ATTESTATION);
  }
}

const CREATE_ATTESTATION = `
create table attestation (
  id uuid primary key default gen_random_uuid(),
  action text not null, -- the documented name of a catalog entry
  reason text not null check (reason <> ''),
  valid_from timestamptz, -- null: for all time before valid_until
  valid_until timestamptz not null check (valid_until > valid_from),
  attested_by text not null, -- the person, as they sign
  recorded_by text not null, -- who called the API
  attested_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  withdrawn_by text,
  withdrawal_reason text check (withdrawal_reason <> ''),
  check (num_nulls(withdrawn_at, withdrawn_by, withdrawal_reason) in (0, 3))
)
`;

const INDEX_LISTING = `
create index attestation_attested_at_idx on attestation (attested_at desc, id desc)
`;

const GRANT_RIGHTS = `
grant select on attestation to trailkeeper_reporter;
grant insert (action, reason, valid_from, valid_until, attested_by, recorded_by) on attestation to trailkeeper_reporter;
grant update (withdrawn_at, withdrawn_by, withdrawal_reason) on attestation to trailkeeper_reporter
`;

const DROP_ATTESTATION = `
drop table attestation
`;
