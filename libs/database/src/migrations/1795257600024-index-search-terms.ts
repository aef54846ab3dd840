import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexPartitions } from './index-while-in-use.js';

/** The one index that searches narrow by, whatever they ask for (docs/adr/0014). */
export class IndexSearchTerms1795257600024 implements MigrationInterface {
  name = 'IndexSearchTerms1795257600024';
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await indexPartitions(runner, {
      name: 'audit_event_search_terms_idx',
      table: 'audit_event',
      of: 'using gin (search_terms)',
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_INDEX);
  }
}

const DROP_INDEX = `
drop index audit_event_search_terms_idx
`;
