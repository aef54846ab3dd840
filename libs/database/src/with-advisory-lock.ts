import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { query } from './query.js';

/**
 * The one lock that everything which changes schema or roles takes, so that several launchers of one database wait for
 * each other. Any constant will do; it must never change. It spells "trail" in ASCII.
 */
export const SCHEMA_LOCK_KEY = 0x747261696c;

/**
 * Runs `work` while holding the session-level advisory lock `key` of the data source's database. The lock falls with its
 * connection, so a killed process leaves none behind. It is polled for, because a session that waits inside
 * `pg_advisory_lock` holds a snapshot, for which `create index concurrently` in the lock's holder would wait forever.
 */
export async function withAdvisoryLock<Result>(
  dataSource: DataSource,
  key: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const holder = dataSource.createQueryRunner();
  try {
    while (!(await tryLock())) await sleep(100);
    try {
      return await work();
    } finally {
      await query(holder, UNLOCK, [key]);
    }
  } finally {
    await holder.release();
  }

  async function tryLock(): Promise<boolean> {
    const [row] = await query<{ isLocked: boolean }>(holder, TRY_LOCK, [key]);
    return row?.isLocked === true;
  }
}

const TRY_LOCK = `
select pg_try_advisory_lock($1::bigint) as "isLocked"
`;

const UNLOCK = `
select pg_advisory_unlock($1::bigint)
`;
