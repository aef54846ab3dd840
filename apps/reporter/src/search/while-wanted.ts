import { setTimeout as sleep } from 'node:timers/promises';
import { cancelStatement, query, withSnapshot } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';

/** One snapshot of the trail. */
export interface Asked {
  /** For functions that ask by themselves. */
  readonly runner: QueryRunner;
  readonly query: <Row>(sql: string, params: readonly unknown[]) => Promise<Row[]>;
  /** Undefined if it takes longer than that. */
  readonly maybeQuery: <Row>(limitMs: number, sql: string, params: readonly unknown[]) => Promise<Row[] | undefined>;
}

/**
 * Asks one snapshot for as long as somebody wants to know: once `signal` aborts, whatever is asked of the runner's connection is
 * cancelled, and this fails.
 */
export async function whileWanted<Result>(
  dataSource: DataSource,
  signal: AbortSignal,
  fn: (asked: Asked) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  return withSnapshot(dataSource, (runner) => cancelledBy(signal, runner, () => fn(askedOf(runner, signal))));
}

/** The rows of one statement, likewise. */
export async function rowsWhileWanted<Row>(
  dataSource: DataSource,
  signal: AbortSignal,
  [sql, params]: readonly [string, readonly unknown[]],
): Promise<Row[]> {
  signal.throwIfAborted();
  const runner = dataSource.createQueryRunner();
  try {
    return await cancelledBy(signal, runner, () => query<Row>(runner, sql, params));
  } finally {
    await runner.release();
  }
}

async function cancelledBy<Result>(
  signal: AbortSignal,
  runner: QueryRunner,
  fn: () => Promise<Result>,
): Promise<Result> {
  const { processID } = (await runner.connect()) as { processID: number };
  const over = new AbortController();
  let cancelling: Promise<void> | undefined;
  const cancel = () => (cancelling = keepCancelling(runner.dataSource, processID, over.signal));
  signal.addEventListener('abort', cancel, { once: true });
  try {
    signal.throwIfAborted();
    return await fn();
  } finally {
    signal.removeEventListener('abort', cancel);
    over.abort();
    // Before the connection is given back: it must not hit the statement of another.
    await cancelling;
  }
}

/** Again and again: it may come between two statements, and hit none. */
async function keepCancelling(dataSource: DataSource, pid: number, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await cancelStatement(dataSource, pid);
    await sleep(AGAIN_MS, undefined, { signal: over }).catch(() => undefined);
  }
}

const AGAIN_MS = 100;

function askedOf(runner: QueryRunner, signal: AbortSignal): Asked {
  const ask = async <Row>(sql: string, params: readonly unknown[] = []) => {
    signal.throwIfAborted();
    return query<Row>(runner, sql, params);
  };
  const maybeAsk = async <Row>(limitMs: number, sql: string, params: readonly unknown[]) => {
    await ask('savepoint limited');
    await ask(SET_LIMIT, [String(limitMs)]);
    const rows = await ask<Row>(sql, params).catch((error: unknown) => {
      if (signal.aborted || (error as { code?: string }).code !== QUERY_CANCELED) throw error;
      return undefined;
    });
    // Nothing was written: it only takes the limit back.
    await ask('rollback to savepoint limited');
    return rows;
  };
  return { runner, query: ask, maybeQuery: maybeAsk };
}

/** PostgreSQL's code for a statement that ran into its limit. */
const QUERY_CANCELED = '57014';

const SET_LIMIT = `
select set_config('statement_timeout', $1, true)
`;
