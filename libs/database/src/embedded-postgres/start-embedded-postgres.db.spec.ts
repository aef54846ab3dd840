import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { compileLauncher, startLauncher } from '../../test/launcher-process.js';
import { isRunning } from './process-facts.js';
import { removeEmbeddedPostgres } from './remove-embedded-postgres.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './start-embedded-postgres.js';

describe('startEmbeddedPostgres', () => {
  let launcher: string;
  const dataDirs: string[] = [];

  beforeAll(() => {
    launcher = compileLauncher(dirname(new URL(import.meta.url).pathname));
  });

  afterEach(async () => {
    for (const dataDir of dataDirs.splice(0)) await removeEmbeddedPostgres(dataDir);
  });

  afterAll(() => rmSync(dirname(launcher), { recursive: true }));

  function newDataDir(): string {
    const dataDir = mkdtempSync(join(tmpdir(), 'trailkeeper-embedded-'));
    chmodSync(dataDir, 0o711); // mkdtemp makes 0700; a server run by root would then go to the open place
    dataDirs.push(dataDir);
    return dataDir;
  }

  it('makes a UTF-8 database at the first start and finds it again at the next', async () => {
    const dataDir = newDataDir();
    const first = await start(dataDir);
    await sql(first.url, "create table kept as select 'é' as word");
    expect(await sql(first.url, ENCODING)).toEqual([{ encoding: 'UTF8', locale: 'C.UTF-8', zone: 'UTC' }]);
    await first.stop();
    expect(isRunning(first.pid)).toBe(false);

    const second = await start(dataDir);
    expect(await sql(second.url, 'select word from kept')).toEqual([{ word: 'é' }]);
    await second.stop();
  });

  it('keeps the owner password in a file of mode 0600 and asks for it', async () => {
    const dataDir = newDataDir();
    const server = await start(dataDir);
    const file = join(dataDir, 'cluster', 'trailkeeper-owner-password');
    const url = new URL(server.url);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toBe(url.password);
    expect(url.hostname).toBe('127.0.0.1');
    url.password = 'guessed';
    await expect(sql(url.href, 'select 1')).rejects.toThrow('password authentication failed');
    await server.stop();
  });

  it('runs two databases at once', async () => {
    const servers = await Promise.all([0, 1].map(() => start(newDataDir())));
    const [one, other] = servers as [EmbeddedPostgres, EmbeddedPostgres];
    await sql(one.url, 'create table only_here ()');
    await expect(sql(other.url, 'select from only_here')).rejects.toThrow('does not exist');
    await Promise.all(servers.map((server) => server.stop()));
  });

  it('takes over the server that a launcher killed with -9 left running', async () => {
    const dataDir = newDataDir();
    const killed = await startLauncher(launcher, dataDir);
    killed.process.kill('SIGKILL');
    await once(killed.process, 'exit');
    expect(isRunning(killed.pid)).toBe(true);

    const server = await start(dataDir);
    expect(server.pid).toBe(killed.pid);
    expect(await sql(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
    expect(isRunning(killed.pid)).toBe(false);
  });

  it('refuses a data folder that a living launcher uses, and leaves its server alone', async () => {
    const dataDir = newDataDir();
    const living = await startLauncher(launcher, dataDir);
    await expect(start(dataDir)).rejects.toThrow(`in use by process ${living.process.pid}`);
    expect(isRunning(living.pid)).toBe(true);
    living.process.kill('SIGKILL');
    await once(living.process, 'exit');
  });

  it('recovers what was committed before PostgreSQL was killed with -9', async () => {
    const dataDir = newDataDir();
    const server = await start(dataDir, { isThrowaway: false });
    await sql(server.url, 'create table committed as select generate_series(1, 1000) as n');
    process.kill(server.pid, 'SIGKILL');
    await server.gone;
    await server.stop();

    const again = await start(dataDir, { isThrowaway: false });
    expect(await sql(again.url, 'select count(*)::int as n from committed')).toEqual([{ n: 1000 }]);
    await again.stop();
  });

  it('starts over a postmaster.pid whose number now belongs to another program', async () => {
    const dataDir = newDataDir();
    const server = await start(dataDir);
    const file = join(dataDir, 'cluster', 'postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n');
    await server.stop();
    writeFileSync(file, [process.pid, ...lines.slice(1)].join('\n'));

    const again = await start(dataDir);
    expect(await sql(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await again.stop();
  });

  it('throws away what a killed first start left half made', async () => {
    const dataDir = newDataDir();
    const making = join(dataDir, 'cluster.making');
    writeFileSync(making, 'half');
    const server = await start(dataDir);
    expect(existsSync(making)).toBe(false);
    await server.stop();
    expect(readdirSync(dataDir).sort()).toEqual(['cluster', 'postgres.log']);
  });

  it('names the port that another program uses', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(start(newDataDir(), { port })).rejects.toThrow(`127.0.0.1:${port}`);
    other.close();
  });

  it('says that the data are gone when its link leads nowhere', async () => {
    const dataDir = newDataDir();
    const server = await start(dataDir);
    await server.stop();
    renameSync(join(dataDir, 'cluster'), join(dataDir, 'moved'));
    symlinkSync(join(dataDir, 'nowhere'), join(dataDir, 'cluster'));
    await expect(start(dataDir)).rejects.toThrow('nothing is there');
    rmSync(join(dataDir, 'cluster'));
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;

  asRoot('keeps the database where its user can get at it when root has a closed data folder', async () => {
    const dataDir = newDataDir();
    chmodSync(dataDir, 0o700);
    const server = await start(dataDir);
    await sql(server.url, 'create table kept ()');
    await server.stop();
    const again = await start(dataDir);
    expect(await sql(again.url, 'select from kept')).toEqual([]);
    await again.stop();
    expect(statSync(join(dataDir, 'cluster')).isDirectory()).toBe(true);
  });
});

/** Throwaway, because it is twice as fast; what is tested here does not depend on it. */
function start(dataDir: string, settings: { port?: number; isThrowaway?: boolean } = {}): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, isThrowaway: true, ...settings });
}

async function sql(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

const ENCODING = `
select
  current_setting('server_encoding') as encoding,
  (select datlocale from pg_database where datname = current_database()) as locale,
  current_setting('timezone') as zone
`;
