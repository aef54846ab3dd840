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
