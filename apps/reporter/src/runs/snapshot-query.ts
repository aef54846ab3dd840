import { copyOut, execute, query } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import type { SnapshotCopy, SnapshotQuery } from '../reports/report-kind.js';

/** 10 min: a report over years of a large trail may count that long; the pool's usual limit is for the API. */
const STATEMENT_TIMEOUT_MS = 600_000;

/**
 * Rows are to flow while they are read. Events lie in nearly the order of their times, so an index walked in that order
 * costs little more than reading on, and need not be sorted first; what is sorted mostly fits in memory, a process
 * making one report at a time; and the other processors are left to those who send events.
 */
const PLAN_FOR_READING = [
  'set local random_page_cost = 1.1',
  `set local work_mem = '64MB'`,
  'set local max_parallel_workers_per_gather = 0',
];

export interface OpenSnapshot {
  readonly query: SnapshotQuery;
  readonly copy: SnapshotCopy;
  /** All that was committed by this moment is in the snapshot (database clock). */
  readonly dataAsOf: Date;
  /** To be called before the connection is given back. */
  readonly close: () => void;
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
  await query(runner, `set local statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
  // The pool's limit is for what was forgotten; this one is held by a lease.
  await query(runner, 'set local idle_in_transaction_session_timeout = 0');
  for (const statement of PLAN_FOR_READING) await query(runner, statement);
  // Taken as the statement begins, just before the snapshot: the snapshot holds at least what this moment promises.
  const [opened] = await query<{ pid: number; dataAsOf: Date }>(runner, OPEN_SNAPSHOT);
  if (opened === undefined) throw new Error('the snapshot did not open');
  const cancel = () => void execute(dataSource, CANCEL_STATEMENT, [opened.pid]).catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  return {
    dataAsOf: opened.dataAsOf,
    query: async <Row>(sql: string, params?: readonly unknown[]) => {
      signal.throwIfAborted();
      return query<Row>(runner, sql, params);
    },
    copy: (select, params) => {
      signal.throwIfAborted();
      return copyOut(runner, select, params);
    },
    close: () => signal.removeEventListener('abort', cancel),
  };
}

const OPEN_SNAPSHOT = `
select pg_backend_pid() as "pid", statement_timestamp() as "dataAsOf"
`;

const CANCEL_STATEMENT = `
select pg_cancel_backend($1)
`;
