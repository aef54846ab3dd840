import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { cancelStatement } from '../cancel-statement.js';
import type { StateChange } from './database-watch.js';
import { startTemporaryPostgres } from '../embedded-postgres/start-temporary-postgres.js';
import { openDataSource } from '../create-data-source.js';
import { openWatchedDatabase, type WatchedDatabase, type WatchedDatabaseSettings } from './open-watched-database.js';
import { query } from '../query.js';
import { createTestDatabase } from '../testing/index.js';

let opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.reverse()) await close();
  opened = [];
});

async function open(url: string, settings: Partial<WatchedDatabaseSettings> = {}) {
  const changes: StateChange[] = [];
  const reasons: string[] = [];
  const database = await openWatchedDatabase({
    url,
    applicationName: 'test-watched',
    poolSize: 4,
    onChange: (change) => changes.push(change),
    onNoConnection: (reason) => reasons.push(reason),
    ...settings,
  });
  opened.push(() => database.close());
  return { database, changes, reasons };
}

async function openOnTestDatabase(settings: Partial<WatchedDatabaseSettings> = {}) {
  const { ownerUrl, drop } = await createTestDatabase();
  opened.push(drop);
  const owner = await openDataSource({ url: ownerUrl, applicationName: 'test-owner', poolSize: 2 });
  opened.push(() => owner.destroy());
  return { owner, ...(await open(ownerUrl, settings)) };
}

const askTwice = async (database: WatchedDatabase) => {
  await sleep(2_100); // what was heard is fresh no more
  return database.check();
};

describe('a watched database', () => {
  it('that is not there says so, once and without its password, and fails what is asked', async () => {
    const { database, reasons, changes } = await open('postgres://nobody:secret@127.0.0.1:1/none');
    expect(reasons).toEqual([
      expect.stringMatching(/^Cannot connect to PostgreSQL at 127\.0\.0\.1:1\/none: .*REFUSED/),
    ]);
    expect(reasons.join()).not.toContain('secret');
    expect(changes).toMatchObject([{ state: 'unreachable', before: 'ok' }]);
    await expect(query(database.dataSource, 'select 1')).rejects.toThrow('Driver not Connected');
    expect((await database.check())?.state).toBe('unreachable');
  });

  it('is well whatever is wrong with a statement, or when it is cancelled by us', async () => {
    const { database, owner } = await openOnTestDatabase({ statementTimeoutMs: 30_000 });
    await expect(query(database.dataSource, 'select 1 / 0')).rejects.toMatchObject({ code: '22012' });
    const runner = database.dataSource.createQueryRunner();
    const [own] = await query<{ pid: number }>(runner, 'select pg_backend_pid() as pid');
    const sleeping = query(runner, 'select pg_sleep(20)').catch((error: unknown) => error);
    await sleep(100);
    await cancelStatement(owner, own?.pid ?? 0);
    expect(await sleeping).toMatchObject({ code: '57014' });
    await runner.release();
    expect(database.watch.state).toBe('ok');
    expect(await database.check()).toBeUndefined();
  });

  it('that takes too long over a statement of one who writes is slow until something is written', async () => {
    const { database } = await openOnTestDatabase({ statementTimeoutMs: 200, writeProbe: 'select 1' });
    await expect(query(database.dataSource, 'select pg_sleep(20)')).rejects.toMatchObject({ code: '57014' });
    expect(await askTwice(database)).toMatchObject({ state: 'slow', endsWith: 'write' });
    database.watch.wrote();
    expect(await database.check()).toBeUndefined();
  });

  it('that takes too long over a question of one who reads is well while it answers others, and it is counted', async () => {
    const { database, changes } = await openOnTestDatabase({ statementTimeoutMs: 200 });
    await expect(query(database.dataSource, 'select pg_sleep(20)')).rejects.toMatchObject({ code: '57014' });
    expect(await database.check()).toBeUndefined();
    expect(await askTwice(database)).toBeUndefined();
    expect(changes).toEqual([]);
    expect(database.watch.failures.get('slow')).toBe(1);
  });

  it('gives up a connection that does not answer, and lets nobody have it again', async () => {
    const { database, owner } = await openOnTestDatabase({ answerTimeoutMs: 300, statementTimeoutMs: 0 });
    const [own] = await query<{ pid: number }>(database.dataSource, 'select pg_backend_pid() as pid');
    const fault = await query(database.dataSource, 'select pg_sleep(1.5)').catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'ETIMEDOUT' });
    const [next] = await query<{ pid: number }>(database.dataSource, 'select pg_backend_pid() as pid');
    expect(next?.pid).not.toBe(own?.pid);
    await sleep(2_000);
    const left = await query(owner, 'select from pg_stat_activity where pid = $1', [own?.pid]);
    expect(left).toEqual([]);
  });

  it('that is read-only is found so by looking, and found well again', async () => {
    const { database, owner } = await openOnTestDatabase();
    const [row] = await query<{ name: string }>(owner, 'select current_database() as name');
    const endProbe = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'test-watched-probe'`;
    await query(owner, `alter database ${row?.name} set default_transaction_read_only = on`);
    await query(owner, endProbe);
    expect(await askTwice(database)).toMatchObject({ state: 'read_only' });
    const writable = owner.createQueryRunner();
    await writable.query('set default_transaction_read_only = off');
    await writable.query(`alter database ${row?.name} reset default_transaction_read_only`);
    await writable.release();
    await query(owner, endProbe);
    await askTwice(database);
    expect(await askTwice(database)).toBeUndefined();
  });

  it('that refuses new connections ends what it is asked over the others, however long it is silent over it', async () => {
    await Promise.all([true, false].map(outlastRefusals));
  });

  it('whose server is frozen is slow, and statements without a limit of their own end too', async () => {
    const server = await startTemporaryPostgres();
    opened.push(() => server.stop());
    const { database } = await open(server.url, { statementTimeoutMs: 0, connectTimeoutMs: 3_000 });
    await query(database.dataSource, 'select 1');
    const pids = [server.pid, ...childrenOf(server.pid)];
    pids.forEach((pid) => process.kill(pid, 'SIGSTOP'));
    try {
      const startedAt = performance.now();
      await expect(query(database.dataSource, 'select 1')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
      expect(performance.now() - startedAt).toBeLessThan(35_000); // 20 s at the latest
      expect((await database.check())?.state).toBe('slow');
    } finally {
      pids.forEach((pid) => process.kill(pid, 'SIGCONT'));
    }
    for (let look = 0; look < 100 && (await database.check()) !== undefined; look += 1) await sleep(100);
    expect(database.watch.state).toBe('ok');
    expect(await query(database.dataSource, 'select 1 as n')).toEqual([{ n: 1 }]);
  }, 60_000);
});

/** Without a probe there is nothing but refusals to hear. */
async function outlastRefusals(hasProbe: boolean): Promise<void> {
  const { ownerUrl, reporterUrl, drop } = await createTestDatabase();
  opened.push(drop);
  const owner = await openDataSource({ url: ownerUrl, applicationName: 'test-owner', poolSize: 1 });
  opened.push(() => owner.destroy());
  const { database } = await open(reporterUrl, { statementTimeoutMs: 0 });
  await askTwice(database);
  const [probe] = await query<{ pid: number }>(owner, hasProbe ? FIND_PROBE : END_PROBE);
  const [row] = await query<{ name: string }>(owner, 'select current_database() as name');
  const asked = query(database.dataSource, 'select 1 as n from pg_sleep(23)');
  await sleep(100);
  await query(owner, `alter database ${row?.name} connection limit 1`);
  await expect(query(database.dataSource, 'select 1')).rejects.toMatchObject({ code: '53300' });
  expect(database.watch.state).toBe('too_many_connections');
  expect(await asked).toEqual([{ n: 1 }]);
  expect(database.watch.state).toBe('too_many_connections');
  expect(await query(owner, FIND_PROBE)).toEqual(hasProbe ? [probe] : []);
  await query(owner, `alter database ${row?.name} connection limit -1`);
  for (let look = 0; look < 100 && (await database.check()) !== undefined; look += 1) await sleep(100);
  expect(database.watch.state).toBe('ok');
}

const FIND_PROBE = `
select activity.pid
from pg_stat_activity activity
where activity.datname = current_database() and activity.application_name = 'test-watched-probe'
`;

const END_PROBE = `
select activity.pid, pg_terminate_backend(activity.pid)
from pg_stat_activity activity
where activity.datname = current_database() and activity.application_name = 'test-watched-probe'
`;

/** By `/proc/PID/stat`, proc(5): behind the program's name, which may hold brackets, stand its state and its parent. */
function childrenOf(pid: number): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Boolean);
  return pids.filter((child) => {
    try {
      const stat = readFileSync(`/proc/${child}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(pid);
    } catch {
      return false; // gone meanwhile
    }
  });
}
