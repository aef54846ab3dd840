import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Looks through the rows that were there before the checks of the two tables that have most. Apart from adding them,
 * because a check that is added as valid locks all out for as long as that takes; this lets them read and write.
 */
export class ValidateChecks1795257600018 implements MigrationInterface {
  name = 'ValidateChecks1795257600018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(VALIDATE);
  }

  /** A check that has been looked through is one that has not, and more. */
  async down(): Promise<void> {}
}

const VALIDATE = `
alter table audit_event validate constraint audit_event_body_check;
alter table ingest_batch validate constraint ingest_batch_check1
`;
