import type { DataSource, QueryResult, QueryRunner } from 'typeorm';

/** A data source (one statement on any pooled connection) or a query runner (inside its transaction). */
export type Queryable = DataSource | QueryRunner;

/**
 * Runs one statement and answers its rows, also for `update … returning` and `delete … returning`, where TypeORM's own
 * `DataSource.query` answers `[rows, count]`. `Row` is the caller's word for the columns; `bigint` and `numeric` come
 * as text. A failure carries PostgreSQL's `code`, `constraint` and `detail`; the parameters are kept out of what a
 * logger prints, because they hold event payloads and keys.
 */
export async function query<Row>(db: Queryable, sql: string, params: readonly unknown[] = []): Promise<Row[]> {
  const result = await run(db, sql, params);
  return result.records as Row[];
}

/** Runs one statement and answers how many rows it touched. Fails as `query` does. */
export async function execute(db: Queryable, sql: string, params: readonly unknown[] = []): Promise<number> {
  const result = await run(db, sql, params);
  return result.affected ?? 0;
}

async function run(db: Queryable, sql: string, params: readonly unknown[]): Promise<QueryResult> {
  if (!isDataSource(db)) return runOn(db, sql, params);
  const runner = db.createQueryRunner();
  try {
    return await runOn(runner, sql, params);
  } finally {
    await runner.release();
  }
}

async function runOn(runner: QueryRunner, sql: string, params: readonly unknown[]): Promise<QueryResult> {
  try {
    return await runner.query(sql, [...params], true);
  } catch (error) {
    if (error instanceof Error && 'parameters' in error) {
      Object.defineProperty(error, 'parameters', { enumerable: false });
    }
    throw error;
  }
}

function isDataSource(db: Queryable): db is DataSource {
  return 'createQueryRunner' in db;
}
