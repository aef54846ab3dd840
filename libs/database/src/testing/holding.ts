import type { DataSource, QueryRunner } from 'typeorm';
import { query } from '../query.js';

/** Runs `statement` in a transaction of its own that stays open, with its locks, until the given function is called. */
export async function holding(db: DataSource, statement: string, params: unknown[] = []): Promise<() => Promise<void>> {
  const runner: QueryRunner = db.createQueryRunner();
  await runner.startTransaction();
  await runner.query(statement, params);
  return async () => {
    await runner.rollbackTransaction();
    await runner.release();
  };
}

/** The statements in which connections with this application name wait for a lock now, in the database of `db`. */
export async function findWaiting(db: DataSource, applicationName: string): Promise<string[]> {
  const waiting = await query<{ sql: string }>(db, FIND_WAITING, [applicationName]);
  return waiting.map(({ sql }) => sql);
}

const FIND_WAITING = `
select activity.query as "sql"
from pg_stat_activity activity
where activity.datname = current_database() and activity.application_name = $1 and activity.wait_event_type = 'Lock'
order by activity.pid
`;
