import { cancelStatement, copyOut, query } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import type { SnapshotCopy, SnapshotQuery } from '../reports/report-kind.js';

/** 10 min: a report over years of a large trail may count that long; the pool's usual limit is for the API. */
const LIMIT_STATEMENTS = 'set local statement_timeout = 600000';

/**
 * Rows are to flow while they are read. Events lie in nearly the order of their times, so an index walked in that order
 * costs little more than reading on, and need not be sorted first; what is sorted mostly fits in memory, a process
 * making one report at a time.
 */
const SETTINGS_FOR_READING = [
  // `readEvents` takes times as text in UTC, whatever a connection pooler made of the session's settings.
  `set local timezone = 'UTC'`,
  `set local datestyle = 'ISO'`,
  // The pool's limit is for what was forgotten; a snapshot is held by a lease.
  'set local idle_in_transaction_session_timeout = 0',
  'set local random_page_cost = 1.1',
  `set local work_mem = '32MB'`,
];

const SETTINGS_FOR_COPYING = [
  // It lasts as long as its rows are written to a file, and the lease watches over that.
  'set local statement_timeout = 0',
  // Parallel workers would have to sort; and the other processor is needed to write.
  'set local max_parallel_workers_per_gather = 0',
];

const SETTINGS_AFTER_COPYING = [LIMIT_STATEMENTS, 'set local max_parallel_workers_per_gather to default'];

export interface OpenSnapshot {
  readonly query: SnapshotQuery;
  readonly copy: SnapshotCopy;
  /** All that was committed by this moment is in the snapshot (database clock). */
  readonly dataAsOf: Date;
  /** To be awaited before the connection is given back: no cancelling is under way any more that could hit another. */
  readonly close: () => Promise<void>;
}

/**
 * Prepares the transaction of a snapshot for a report: longer statements are allowed, it may wait between them for as
 * long as a file is written, and once `signal` aborts no statement begins and a running one is cancelled.
 */
export async function openSnapshot(
  dataSource: DataSource,
  runner: QueryRunner,
  signal: AbortSignal,
): Promise<OpenSnapshot> {
  for (const statement of [...SETTINGS_FOR_READING, LIMIT_STATEMENTS]) await query(runner, statement);
  // Taken as the statement begins, just before the snapshot: the snapshot holds at least what this moment promises.
  const [opened] = await query<{ pid: number; dataAsOf: Date }>(runner, OPEN_SNAPSHOT);
  if (opened === undefined) throw new Error('the snapshot did not open');
  let cancelling: Promise<void> | undefined;
  const cancel = () => (cancelling = cancelStatement(dataSource, opened.pid));
  signal.addEventListener('abort', cancel, { once: true });
  return {
    dataAsOf: opened.dataAsOf,
    query: async <Row>(sql: string, params?: readonly unknown[]) => {
      signal.throwIfAborted();
      return query<Row>(runner, sql, params);
    },
    copy: async function* (select, params) {
      signal.throwIfAborted();
      for (const statement of SETTINGS_FOR_COPYING) await query(runner, statement);
      yield* copyOut(runner, select, params);
      for (const statement of SETTINGS_AFTER_COPYING) await query(runner, statement);
    },
    close: async () => {
      signal.removeEventListener('abort', cancel);
      await cancelling;
    },
  };
}

const OPEN_SNAPSHOT = `
select pg_backend_pid() as "pid", statement_timestamp() as "dataAsOf"
`;
