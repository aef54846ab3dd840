import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexPartitions } from './index-while-in-use.js';

/** Events are found by their batch: by when they arrived, and the newest by the live tail. */
export class IndexEventsByBatch1795257600025 implements MigrationInterface {
  name = 'IndexEventsByBatch1795257600025';
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await indexPartitions(runner, { name: 'audit_event_batch_id_idx', table: 'audit_event', of: '(batch_id)' });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_INDEX);
  }
}

const DROP_INDEX = `
drop index audit_event_batch_id_idx
`;
