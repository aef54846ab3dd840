import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { removeEmbeddedPostgres } from '@trailkeeper/database/embedded';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import pg from 'pg';
import { REPOSITORY_ROOT } from '../repository-root.js';
import { startSystem } from './start-system.js';
import type { RunningSystem, SystemSettings } from './system.js';

const standIn = join(REPOSITORY_ROOT, 'tools/test/stand-in-app.mjs');

describe('startSystem', () => {
  let dataDir: string;
  let settings: SystemSettings;
  const started: RunningSystem[] = [];

  async function start(changes: Partial<SystemSettings> = {}): Promise<RunningSystem> {
    const system = await startSystem({ ...settings, ...changes });
    started.push(system);
    return system;
  }

  beforeEach(() => {
    dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'trailkeeper-system-')));
    chmodSync(dataDir, 0o711);
    settings = {
      dataDir,
      collectorPort: 0,
      reporterPort: 0,
      environment: { PATH: process.env['PATH'], TMPDIR: dataDir, AWS_SECRET_ACCESS_KEY: 'not yours' },
      entries: { collector: standIn, reporter: standIn },
    };
  });

  afterEach(async () => {
    for (const system of started.splice(0)) await system.stop({ isImmediate: true });
    await removeEmbeddedPostgres(join(dataDir, 'postgres'));
    await removeEmbeddedPostgres(dataDir);
  });

  it('starts database and apps, gives each app its own secrets only, and stops the apps before the database', async () => {
    const system = await start();
    const collector = await environmentOf(system.collectorUrl);
    const reporter = await environmentOf(system.reporterUrl);
    expect(collector).toMatchObject({ INGEST_KEY: system.ingestKey, HOST: '127.0.0.1' });
    expect(collector['DATABASE_URL']).toContain('//trailkeeper_collector:');
    expect(Object.keys(collector).sort()).toEqual([...SHARED, 'COLLECTOR_PORT', 'INGEST_KEY'].sort());
    expect(reporter).toMatchObject({ ADMIN_TOKEN: system.adminToken });
    expect(reporter['DATABASE_URL']).toContain('//trailkeeper_reporter:');
    const own = ['REPORTER_PORT', 'ADMIN_TOKEN', 'SECRET_KEY', 'DELIVERY_DIRECTORY'];
    expect(Object.keys(reporter).sort()).toEqual([...SHARED, ...own].sort());
    expect(reporter['DELIVERY_DIRECTORY']).toBe(join(dataDir, 'deliveries'));
    expect(statSync(join(dataDir, 'deliveries')).isDirectory()).toBe(true);
    expect(system.processes.map(({ name }) => name)).toEqual(['collector', 'reporter', 'postgres']);

    await system.stop();
    expect(readFileSync(join(dataDir, 'collector-drained'), 'utf8')).toBe('trailkeeper_collector');
    expect(readFileSync(join(dataDir, 'reporter-drained'), 'utf8')).toBe('trailkeeper_reporter');
    await expectGone(system);
  });

  it('keeps the keys it made, readable by the owner only, for the next start', async () => {
    const first = await start();
    await first.stop();
    const second = await start();
    await second.stop();
    expect(second.adminToken).toBe(first.adminToken);
    expect(second.ingestKey).toBe(first.ingestKey);
    expect(first.adminToken).toMatch(/^[\w-]{43}$/);
    expect(first.ingestKey).not.toBe(first.adminToken);
    for (const file of [first.adminTokenFile, first.ingestKeyFile])
      expect(statSync(file ?? '').mode & 0o777).toBe(0o600);
  });

  describe('on a database that is given', () => {
    it('takes that one and the given keys, and leaves the database running', async () => {
      const database = await createTestDatabase();
      const keys = { adminToken: 'given-admin-token', ingestKey: 'given-ingest-key-1' };
      const system = await start({ ...keys, databaseUrl: database.ownerUrl });
      expect(system).toMatchObject({ ...keys, adminTokenFile: undefined, ingestKeyFile: undefined });
      expect(system.processes.map(({ name }) => name)).toEqual(['collector', 'reporter']);
      await system.stop();
      await database.drop();
    });

    describe('with events from before that cannot be searched', () => {
      let database: TestDatabase;
      let owner: pg.Client;
      let lines: string[];

      beforeEach(async () => {
        database = await createTestDatabase();
        owner = new pg.Client({ connectionString: database.ownerUrl });
        await owner.connect();
        await owner.query(`select ensure_event_partition('2026-09-01Z')`);
        await owner.query(INSERT_OLD_EVENT);
        lines = [];
      });

      afterEach(async () => {
        await owner.end();
        for (const system of started.splice(0)) await system.stop({ isImmediate: true });
        await database.drop();
      });

      const startOnIt = () => start({ databaseUrl: database.ownerUrl, onLog: (line) => lines.push(line) });
      const untilSaid = async (words: string) => {
        while (!lines.some((line) => line.includes(words))) await sleep(20);
      };

      it('runs while they are seen to, and says when that begins and ends', async () => {
        await owner.query('begin');
        await owner.query(LOCK_EVENTS);
        const system = await startOnIt();
        await untilSaid('making older events searchable: 1');
        expect((await fetch(`${system.collectorUrl}/environment`)).status).toBe(200);
        await owner.query('commit');
        await untilSaid('all older events are searchable');
        expect((await owner.query(COUNT_OLD_EVENTS)).rows).toEqual([{ events: '0' }]);
      });

      it('cuts that off when it stops, and goes on with it at the next start', async () => {
        await owner.query('begin');
        await owner.query(LOCK_EVENTS);
        const system = await startOnIt();
        await untilSaid('making older events searchable: 1');
        await system.stop();
        expect(lines).toHaveLength(1);
        await owner.query('commit');
        expect((await owner.query(COUNT_OLD_EVENTS)).rows).toEqual([{ events: '1' }]);
        await startOnIt();
        await untilSaid('all older events are searchable');
      });

      it('says that it failed, and runs on', async () => {
        await owner.query(REFUSE_UPDATES);
        const system = await startOnIt();
        await untilSaid('Not all older events could be made searchable');
        expect((await fetch(`${system.collectorUrl}/environment`)).status).toBe(200);
      });
    });

    it('tells when an app dies, and can then stop the rest', async () => {
      const database = await createTestDatabase();
      const system = await start({ databaseUrl: database.ownerUrl });
      await fetch(`${system.collectorUrl}/die`).catch(() => undefined);
      expect(await system.ended).toBe('collector ended with exit code 7');
      await system.stop();
      await expectGone(system);
      await database.drop();
    });

    it('stops at once when asked a second time', async () => {
      const database = await createTestDatabase();
      const system = await start({ databaseUrl: database.ownerUrl });
      const patient = system.stop();
      await system.stop({ isImmediate: true });
      await patient;
      await expectGone(system);
      await database.drop();
    });
  });

  it('fails with the name and exit code of an app that does not come up, and leaves nothing running', async () => {
    const environment = { ...settings.environment, ORGANISATION: 'dies at start' };
    await expect(start({ environment })).rejects.toThrow('reporter ended with exit code 3');
    await expect(removeEmbeddedPostgres(join(dataDir, 'postgres'))).resolves.toBeUndefined();
  });

  it('ends a start that is interrupted', async () => {
    const environment = { ...settings.environment, ORGANISATION: 'never ready' };
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 2500);
    const starting = start({ environment, signal: interrupt.signal });
    await expect(starting).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('names the port in use and the setting that changes it, before it starts anything', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const starting = start({ reporterPort: port });
    await expect(starting).rejects.toThrow(new RegExp(`Port ${port} .* REPORTER_PORT`));
    other.close();
  });

  it('says that an app is not built', async () => {
    const entries = { collector: standIn, reporter: '/nowhere/main.js' };
    await expect(start({ entries })).rejects.toThrow('reporter is not built');
  });
});

const INSERT_OLD_EVENT = `
insert into audit_event (occurred_at, content_hash, batch_id, action, emitter, outcome, location, account, body)
values ('2026-09-15T10:00:00Z', sha256('1'), 1, 'kms.secrets.create', '', 'success', 'us-south', 'a1', '{}')
`;

const LOCK_EVENTS = `
select from audit_event for update
`;

const COUNT_OLD_EVENTS = `
select count(*) as "events" from audit_event where audit_event.search_terms is null
`;

const REFUSE_UPDATES = `
create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
create trigger refuse before update on audit_event for each row execute function refuse()
`;

const SHARED = ['PATH', 'TMPDIR', 'DATABASE_URL', 'HOST'];

async function environmentOf(url: string): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/environment`);
  return (await answer.json()) as Record<string, string>;
}

/** Its processes have ended; who started one may take a moment to notice, in which it still has its number. */
async function expectGone({ processes }: RunningSystem): Promise<void> {
  const alive = () => processes.filter(({ pid }) => isAlive(pid));
  for (const deadline = Date.now() + 2_000; alive().length > 0 && Date.now() < deadline;) await sleep(20);
  expect(alive()).toEqual([]);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
