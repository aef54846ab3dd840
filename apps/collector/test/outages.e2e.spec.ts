import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, query } from '@trailkeeper/database';
import { captureLog } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { collectorSettings } from '../src/config.js';
import { createCollector } from '../src/create-collector.js';
import { ReplayWorker } from '../src/replay/replay-worker.service.js';
import { anEvent } from './an-event.js';
import { type Answer, INGEST_KEY, post, startSystem, type TestSystem } from './collector.js';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ DATABASE_TIMEOUT_SECONDS: '1', LOG_LEVEL: 'info' });
});
afterAll(() => system.stop());

const event = (name: string) => JSON.stringify(anEvent({ correlationId: name }));
const send = (name: string): Promise<Answer> => post(system.collectors[0], event(name));
const get = (url: string) => system.collectors[0]!.inject(url);

/** What the collector says of its database, in all the places where it does. */
async function told() {
  const ready = await get('/health/ready');
  const { checks, details } = ready.json<{ checks: { database: string }; details?: { database: object } }>();
  const metrics = (await get('/metrics')).body;
  const [, up] = /^trailkeeper_database_up (\d)$/m.exec(metrics) ?? [];
  const states = [...metrics.matchAll(/^trailkeeper_database_state\{state="(\w+)"\} 1$/gm)].map(([, state]) => state);
  return { ready: ready.statusCode, check: checks.database, detail: details?.database, up, states };
}

const WELL = { ready: 200, check: 'ok', detail: undefined, up: '1', states: ['ok'] };

function ill(state: string): object {
  const detail = { state, since: expect.any(String), message: expect.stringMatching(/^The .*\.$/) };
  return { ready: 503, check: state, detail, up: '0', states: [state] };
}

/** Until `work` is through, a statement on ingest_batch of the collector fails with this code. */
async function withFault(errcode: string, work: () => Promise<void>): Promise<void> {
  await system.owner.query(`create function fail() returns trigger language plpgsql as $$
    begin raise exception 'of a payload' using errcode = '${errcode}'; end $$;
    create trigger fail before insert on ingest_batch for each row execute function fail()`);
  try {
    await work();
  } finally {
    await system.owner.query('drop trigger fail on ingest_batch; drop function fail');
  }
}

async function until(what: string, isSo: () => Promise<boolean>, seconds = 20): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(25)) if (await isSo()) return;
  throw new Error(`not within ${seconds} s: ${what}`);
}

const crowd = () => query(system.collectors[0]!.get(DataSource), 'select pg_sleep(0.1)').catch(() => undefined);

const collectorPids = async () =>
  (await system.rows<{ pid: number }>(COLLECTOR_SESSIONS)).map(({ pid }) => pid).sort((one, other) => one - other);

const COLLECTOR_SESSIONS = `
select activity.pid
from pg_stat_activity activity
where activity.datname = current_database() and activity.application_name = 'trailkeeper-collector'
`;

describe('a database that refuses to write', () => {
  it.each([
    ['53100', 'disk_full', '30'],
    ['53200', 'out_of_memory', '5'],
    ['25006', 'read_only', '30'],
    ['42501', 'access_denied', '30'],
    ['58030', 'failing', '30'],
  ])(
    'with %s is %s: 503, nothing acknowledged, and well again with the next event',
    async (errcode, state, seconds) => {
      await withFault(errcode, async () => {
        const answer = await send(errcode);
        expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'unavailable', seconds]);
        expect(answer.body).toMatchObject({ tally: { received: 0, stored: 0 } });
        expect(JSON.stringify(answer.body)).not.toContain('of a payload');
        expect(await told()).toEqual(ill(state));
      });
      expect((await send(errcode)).body).toMatchObject({ stored: 1, duplicates: 0 });
      expect(await told()).toEqual(WELL);
      const metrics = (await get('/metrics')).body;
      expect(metrics).toMatch(new RegExp(`^trailkeeper_database_failures_total\\{state="${state}"\\} [1-9]`, 'm'));
    },
  );

  it('says each change once in the log, as an error where somebody must act', async () => {
    const lines = system.log.lines().filter(({ databaseState }) => databaseState !== undefined);
    expect(lines.find((line) => line['databaseState'] === 'disk_full')).toMatchObject({ level: 'error', before: 'ok' });
    expect(lines.find((line) => line['databaseState'] === 'out_of_memory')).toMatchObject({ level: 'warn' });
    expect(lines.filter((line) => line['databaseState'] === 'disk_full')).toHaveLength(1);
    expect(lines.at(-1)).toMatchObject({ level: 'info', databaseState: 'ok', before: 'failing' });
  });

  it('is found to be well by an idle collector too, which leaves no trace of having looked', async () => {
    await withFault('53100', async () => {
      expect((await send('idle')).status).toBe(503);
    });
    expect(await told()).toEqual(ill('disk_full'));
    await until('ready again', async () => (await get('/health/ready')).statusCode === 200, 25);
    expect(await told()).toEqual(WELL);
    expect(await system.rows(`select from ingest_batch where received = 0`)).toEqual([]);
  }, 40_000);

  it('because a right was taken away is access_denied', async () => {
    await system.owner.query('revoke insert on audit_event from trailkeeper_collector');
    try {
      expect((await send('revoked')).status).toBe(503);
      expect(await told()).toEqual(ill('access_denied'));
    } finally {
      await system.owner.query('grant insert on audit_event to trailkeeper_collector');
    }
    expect((await send('revoked')).body.stored).toBe(1);
    expect(await told()).toEqual(WELL);
  });
});

describe('a database that does not answer in time', () => {
  it('because of a lock is slow: 503 within the time set, and nothing is left behind', async () => {
    await send('before');
    const lock = system.owner.createQueryRunner();
    await lock.startTransaction();
    await lock.query('lock table audit_event in access exclusive mode');
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => send(`locked-${at}`)));
    // A connection is waited for, then the lock, a second each; twice as long as is promised, for a slow machine.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(await told()).toEqual(ill('slow'));
    await lock.rollbackTransaction();
    await lock.release();

    const again = await Promise.all(Array.from({ length: 30 }, (_, at) => send(`locked-${at}`)));
    expect(again.map(({ body }) => body.stored + body.duplicates)).toEqual(Array.from({ length: 30 }, () => 1));
    expect((await collectorPids()).length).toBeLessThanOrEqual(10);
    expect(await told()).toEqual(WELL);
  });

  it('because its processes are frozen is slow; their connections are given up, and not used again', async () => {
    await send('before it froze');
    const frozen = await collectorPids();
    frozen.forEach((pid) => process.kill(pid, 'SIGSTOP'));
    try {
      const startedAt = performance.now();
      const answers = await Promise.all(frozen.map((pid) => send(`frozen-${pid}`)));
      expect(performance.now() - startedAt).toBeLessThan(10_000);
      expect(answers.map(({ status }) => status)).toEqual(frozen.map(() => 503));
      // Others still get through on new connections.
      expect((await send('past the frozen ones')).status).toBe(200);
      const pids = await collectorPids();
      expect(pids.filter((pid) => !frozen.includes(pid))).not.toEqual([]);
    } finally {
      frozen.forEach((pid) => process.kill(pid, 'SIGCONT'));
    }
    await until('the old sessions end', async () => (await collectorPids()).every((pid) => !frozen.includes(pid)));
    // What a frozen session had been given may have been committed when it woke: then it is a duplicate.
    for (const pid of frozen) {
      const { stored, duplicates } = (await send(`frozen-${pid}`)).body;
      expect(stored + duplicates).toBe(1);
    }
    const counts = await system.accounts();
    expect([counts.events, counts.counted]).toEqual([counts.stored, counts.stored]);
    expect(await told()).toEqual(WELL);
  });
});

describe('a database without room for another connection', () => {
  const limitConnections = async (limit: number) => {
    const [row] = await system.rows<{ name: string }>('select current_database() as name');
    await execute(system.owner, `alter database ${row?.name} connection limit ${limit}`);
  };

  it('lets a collector that still commits over those it has stay ready, and is one change in the log', async () => {
    await send('before the storm');
    const before = system.log.lines().length;
    const ready = new Set<number>();
    const sent: number[] = [];
    await limitConnections(1);
    try {
      for (let round = 0; round < 10; round += 1) {
        const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => send(`storm-${round}-${at}`)));
        sent.push(...answers.map(({ status }) => status));
        // More at once than there are connections, so that new ones are asked for and refused.
        await Promise.all(Array.from({ length: 10 }, crowd));
        sent.push((await send(`storm-${round}`)).status);
        ready.add((await get('/health/ready')).statusCode);
      }
      expect([...ready]).toEqual([200]);
      expect(sent.at(-1)).toBe(200);
      expect((await told()).states).toEqual(['too_many_connections']);
    } finally {
      await limitConnections(-1);
    }
    await until('the end of it', async () => (await told()).states.join() === 'ok');
    const changes = system.log
      .lines()
      .slice(before)
      .filter(({ databaseState }) => databaseState !== undefined);
    expect(changes).toMatchObject([{ databaseState: 'too_many_connections' }, { databaseState: 'ok' }]);
  }, 60_000);

  it('is too_many_connections until there is', async () => {
    await limitConnections(1);
    await system.owner.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and usename = 'trailkeeper_collector'`);
    try {
      await until('a refusal', async () => (await send('crowded')).status === 503);
      await until('the state', async () => (await told()).check === 'too_many_connections'); // nothing was written for 10 s
      const answer = await send('crowded');
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
      expect(await told()).toEqual(ill('too_many_connections'));
    } finally {
      await limitConnections(-1);
    }
    await until('ready again', async () => (await get('/health/ready')).statusCode === 200);
    expect((await send('crowded')).body.stored).toBe(1);
    expect(await told()).toEqual(WELL);
  });
});

describe('a database that is away', () => {
  it('is told of once, and not by each look for what is to be replayed', async () => {
    const log = captureLog();
    const settings = collectorSettings({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', INGEST_KEY });
    const app = await createCollector(settings, { level: 'debug', destination: log.destination });
    await app.get(ReplayWorker).replay();
    await app.get(ReplayWorker).replay();
    await app.close();
    const lines = log.lines().filter(({ msg = '' }) => msg.startsWith('replaying quarantined items failed'));
    expect(lines.length).toBeGreaterThan(0);
    expect(new Set(lines.map(({ level }) => level))).toEqual(new Set(['debug']));
  });
});
