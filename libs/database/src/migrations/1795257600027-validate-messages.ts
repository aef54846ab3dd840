import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Looks through the messages of the rows that were there before their check, while others read and write: see ValidateChecks. */
export class ValidateMessages1795257600027 implements MigrationInterface {
  name = 'ValidateMessages1795257600027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(VALIDATE);
  }

  /** A check that has been looked through is one that has not, and more. */
  async down(): Promise<void> {}
}

const VALIDATE = `
alter table audit_event validate constraint audit_event_message_check
`;
