import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Failures are few and asked for across all actions of a period.
 */
export class IndexFailures1795257600010 implements MigrationInterface {
  name = 'IndexFailures1795257600010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_INDEX);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_INDEX);
  }
}

const CREATE_INDEX = `
create index audit_event_failure_idx on audit_event (occurred_at) where outcome = 'failure'
`;

const DROP_INDEX = `
drop index audit_event_failure_idx
`;
