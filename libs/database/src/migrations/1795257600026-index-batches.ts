import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexTable } from './index-while-in-use.js';

/** Batches are found by their transaction, and those whose events may be sought after they arrived. */
export class IndexBatches1795257600026 implements MigrationInterface {
  name = 'IndexBatches1795257600026';
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await indexTable(runner, {
      name: 'ingest_batch_transaction_idx',
      table: 'ingest_batch',
      of: '(transaction)',
    });
    // The few whose events happened after they arrived, by some clock, and those that do not say.
    await indexTable(runner, {
      name: 'ingest_batch_ahead_idx',
      table: 'ingest_batch',
      of: `(arrived_at) where last_occurred_at - arrived_at > interval '1 minute' or (last_occurred_at is null and stored > 0)`,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_INDEXES);
  }
}

const DROP_INDEXES = `
drop index ingest_batch_ahead_idx;
drop index ingest_batch_transaction_idx
`;
