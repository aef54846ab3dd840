import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The trail itself: one row per event, partitioned by event time in UTC months. `emitter` is empty when the action names
 * its service; else it is what does (catalog: `serviceOf`). `body` is the item as it was received, envelope included.
 * The collector may add rows and read the key (`on conflict` and `returning` do), nothing else; nobody may change one.
 * No foreign key to ingest_batch: it would cost a look-up per event, and both are written by one statement.
 */
export class CreateAuditEvent1795257600003 implements MigrationInterface {
  name = 'CreateAuditEvent1795257600003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_AUDIT_EVENT);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_AUDIT_EVENT);
  }
}

const CREATE_AUDIT_EVENT = `
create table audit_event (
  occurred_at timestamptz not null,
  content_hash bytea not null check (octet_length(content_hash) = 32),
  batch_id bigint not null,
  action text collate "C" not null,
  emitter text collate "C" not null,
  outcome text not null check (outcome in ('success', 'failure', 'pending', 'unknown')),
  severity text,
  data_event boolean,
  location text collate "C" not null,
  account text collate "C" not null,
  initiator_id text,
  initiator_name text,
  initiator_address text,
  target_id text,
  target_name text,
  target_type text,
  correlation_id text,
  reason_code integer,
  reason_text text,
  body text not null,
  primary key (occurred_at, content_hash)
) partition by range (occurred_at)
`;

const GRANT_RIGHTS = `
grant insert on audit_event to trailkeeper_collector;
grant select (occurred_at, content_hash) on audit_event to trailkeeper_collector;
grant select on audit_event to trailkeeper_reporter
`;

const DROP_AUDIT_EVENT = `
drop table audit_event
`;
