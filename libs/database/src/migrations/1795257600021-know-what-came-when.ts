import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Batches know the transaction that committed them, so that a listing can go on with what was committed when it began, and
 * a live tail with what was not: ids are drawn before the commit and moments of arrival are those of the beginning, so
 * neither tells. And events are found by their batch: by when they arrived, and the newest by the tail. A batch says when
 * its events happened, so that those that arrived in a span need not be looked for in all of time.
 *
 * Whoever compares transactions must not ask for those of a restored copy, which are another server's: only of batches
 * that arrived lately.
 */
export class KnowWhatCameWhen1795257600021 implements MigrationInterface {
  name = 'KnowWhatCameWhen1795257600021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ADD_TRANSACTION);
    await runner.query(ADD_TIMES);
    await runner.query(INDEX_AHEAD);
    await runner.query(INDEX_TRANSACTION);
    await runner.query(INDEX_BATCH);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_ALL);
  }
}

// A default of one moment: what is there already gets the transaction of this migration, and is older than any to come.
const ADD_TRANSACTION = `
alter table ingest_batch add column transaction xid8 not null default pg_current_xact_id()
`;

// Null: it brought none, or it is from before.
const ADD_TIMES = `
alter table ingest_batch
  add column first_occurred_at timestamptz,
  add column last_occurred_at timestamptz;
grant insert (first_occurred_at, last_occurred_at) on ingest_batch to trailkeeper_collector
`;

// The few whose events happened after they arrived, by some clock, and those that do not say.
const INDEX_AHEAD = `
create index ingest_batch_ahead_idx on ingest_batch (arrived_at)
where last_occurred_at - arrived_at > interval '1 minute' or (last_occurred_at is null and stored > 0)
`;

const INDEX_TRANSACTION = `
create index ingest_batch_transaction_idx on ingest_batch (transaction)
`;

const INDEX_BATCH = `
create index audit_event_batch_id_idx on audit_event (batch_id)
`;

const DROP_ALL = `
drop index audit_event_batch_id_idx;
alter table ingest_batch drop column transaction, drop column first_occurred_at, drop column last_occurred_at
`;
