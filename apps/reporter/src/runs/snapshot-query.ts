import { execute, query } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import type { SnapshotQuery } from '../reports/report-kind.js';

/** 10 min: a report over years of a large trail may count that long; the pool's usual limit is for the API. */
const STATEMENT_TIMEOUT_MS = 600_000;

export interface OpenSnapshot {
  readonly query: SnapshotQuery;
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
    close: () => signal.removeEventListener('abort', cancel),
  };
}

const OPEN_SNAPSHOT = `
select pg_backend_pid() as "pid", statement_timestamp() as "dataAsOf"
`;

const CANCEL_STATEMENT = `
select pg_cancel_backend($1)
`;
