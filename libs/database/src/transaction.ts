import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';

export type Isolation = 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

/**
 * Runs `fn` in one transaction on one connection: committed when `fn` resolves, rolled back when it throws. The error
 * of `fn` or of the commit is thrown as it is.
 */
export async function withTransaction<Result>(
  dataSource: DataSource,
  isolation: Isolation,
  fn: (runner: QueryRunner) => Promise<Result>,
): Promise<Result> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction(isolation);
    const result = await fn(runner);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    // A rollback that fails means the connection is gone; the server has then rolled back, and `error` says why.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

/**
 * Runs `fn` on one read-only REPEATABLE READ snapshot: every statement in it sees the same moment, and none can write.
 */
export function withSnapshot<Result>(
  dataSource: DataSource,
  fn: (runner: QueryRunner) => Promise<Result>,
): Promise<Result> {
  return withTransaction(dataSource, 'REPEATABLE READ', async (runner) => {
    await runner.query('set transaction read only');
    return fn(runner);
  });
}

/**
 * Like `withTransaction`, but runs the whole transaction again when PostgreSQL chose it as the victim of a deadlock or
 * of a serialization conflict: up to 5 times with a growing random pause. `fn` must therefore have no effect outside
 * the transaction.
 */
export async function withRetriedTransaction<Result>(
  dataSource: DataSource,
  isolation: Isolation,
  fn: (runner: QueryRunner) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withTransaction(dataSource, isolation, fn);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isRetryable(error)) throw error;
      await sleep(Math.random() * 20 * 2 ** attempt);
    }
  }
}

/** Whether running the same transaction again may succeed: 40001 serialization failure, 40P01 deadlock. */
export function isRetryable(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === '40001' || code === '40P01';
}

const MAX_ATTEMPTS = 5;
