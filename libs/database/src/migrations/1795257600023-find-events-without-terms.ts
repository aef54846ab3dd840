import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexPartitions } from './index-while-in-use.js';

/**
 * Rows from before `search_terms` are given them by a pass of the collector (`index-old-events.ts`), at every start and
 * migration: a collector of the release before may still write while the new one's migrations run. This index holds what is
 * to be done, so that it takes no look at the trail to see that it is nothing.
 */
export class FindEventsWithoutTerms1795257600023 implements MigrationInterface {
  name = 'FindEventsWithoutTerms1795257600023';
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await indexPartitions(runner, {
      name: 'audit_event_without_terms_idx',
      table: 'audit_event',
      of: '(occurred_at) where search_terms is null',
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_INDEX);
  }
}

const DROP_INDEX = `
drop index audit_event_without_terms_idx
`;
