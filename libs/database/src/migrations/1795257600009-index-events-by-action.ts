import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Reports that list events ask for a few actions of a period. Partitions are made like this table, indexes included.
 */
export class IndexEventsByAction1795257600009 implements MigrationInterface {
  name = 'IndexEventsByAction1795257600009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_INDEX);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_INDEX);
  }
}

const CREATE_INDEX = `
create index audit_event_action_idx on audit_event (action, occurred_at)
`;

const DROP_INDEX = `
drop index audit_event_action_idx
`;
