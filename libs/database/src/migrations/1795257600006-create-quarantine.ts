import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was received and could not become an event: its bytes as they came, and why. `item_index` is the position in its
 * request, as the answer to the sender named it.
 */
export class CreateQuarantine1795257600006 implements MigrationInterface {
  name = 'CreateQuarantine1795257600006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_QUARANTINE);
    await runner.query(INDEX_ARRIVAL);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_QUARANTINE);
  }
}

const CREATE_QUARANTINE = `
create table quarantine (
  id bigint generated always as identity primary key,
  batch_id bigint not null,
  arrived_at timestamptz not null default now(),
  item_index integer not null,
  code text not null,
  message text not null,
  raw bytea not null
)
`;

const INDEX_ARRIVAL = `
create index quarantine_arrived_at_idx on quarantine (arrived_at, id)
`;

const GRANT_RIGHTS = `
grant insert (batch_id, item_index, code, message, raw) on quarantine to trailkeeper_collector;
grant select on quarantine to trailkeeper_reporter
`;

const DROP_QUARANTINE = `
drop table quarantine
`;
