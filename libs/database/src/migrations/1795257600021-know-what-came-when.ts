import type { MigrationInterface, QueryRunner } from 'typeorm';
import { patiently } from './patiently.js';

/**
 * Batches know the transaction that committed them, so that a listing can go on with what was committed when it began, and
 * a live tail with what was not: ids are drawn before the commit and moments of arrival are those of the beginning, so
 * neither tells. A batch says when its events happened, so that those that arrived in a span need not be looked for in all
 * of time.
 *
 * Whoever compares transactions must not ask for those of a restored copy, which are another server's: only of batches
 * that arrived lately.
 */
export class KnowWhatCameWhen1795257600021 implements MigrationInterface {
  name = 'KnowWhatCameWhen1795257600021';

  async up(runner: QueryRunner): Promise<void> {
    await patiently(runner, ADD_COLUMNS);
    await runner.query(GRANT_RIGHTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_ALL);
  }
}

// A default of one moment, which rewrites nothing: what is there already gets the transaction of this migration, and is older
// than any to come. No times: it brought no event, or it is from before.
const ADD_COLUMNS = `
alter table ingest_batch
  add column transaction xid8 not null default pg_current_xact_id(),
  add column first_occurred_at timestamptz,
  add column last_occurred_at timestamptz
`;

const GRANT_RIGHTS = `
grant insert (first_occurred_at, last_occurred_at) on ingest_batch to trailkeeper_collector
`;

const DROP_ALL = `
alter table ingest_batch drop column transaction, drop column first_occurred_at, drop column last_occurred_at
`;
