import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';

/**
 * Runs a statement that is done at once but locks others out of a table: whenever it has not got its lock after a while it
 * lets those go on that wait behind it, and tries again, as often as it takes. Otherwise one long report would hold it up,
 * and it would hold up everything else. In a transaction, or without one.
 */
export async function patiently(runner: QueryRunner, statement: string): Promise<void> {
  while (!(await hasRun(runner, statement))) await sleep(PAUSE_MS);
}

async function hasRun(runner: QueryRunner, statement: string): Promise<boolean> {
  await runner.startTransaction(); // a savepoint, if there is one already
  try {
    await runner.query(SET_LOCK_TIMEOUT);
    await runner.query(statement);
    await runner.query('set local lock_timeout to default');
    await runner.commitTransaction();
    return true;
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined); // the connection is gone, and `error` says why
    if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
    return false;
  }
}

// Longer than it takes PostgreSQL to see that an autovacuum stands in the way, and to end that.
const SET_LOCK_TIMEOUT = `
select set_config('lock_timeout', (
  1000 * extract(epoch from current_setting('deadlock_timeout')::interval) + 500
)::integer::text, true)
`;

/** 2 s: of the time that it takes, others can work for the greater part. */
const PAUSE_MS = 2_000;

const LOCK_NOT_AVAILABLE = '55P03';
