import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { isUnavailable, migrate, openDataSource, provisionAppRoles, query } from '@trailkeeper/database';
import { type EmbeddedPostgres, removeEmbeddedPostgres, startEmbeddedPostgres } from '@trailkeeper/database/embedded';
import type { DataSource } from 'typeorm';
import { seededRandom } from '../src/demo/seeded-random.js';
import { urlOf } from '../src/system/address.js';
import type { App } from '../src/system/fork-app.js';
import { balanced, countIds, findNotOnce, findWrongBodies, readBooks } from './load/books.js';
import { makeKey } from './load/make-key.js';
import { Senders } from './load/senders.js';
import { portToKeep } from './port-to-keep.js';
import { testSeed } from './seed.js';
import { HOST, INGEST_KEY, startCollectorAt } from './start-collector.js';
import { until } from './until.js';

const KILLS = 20;

const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'trailkeeper-killed-postgres-')));
let server: EmbeddedPostgres;
let owner: DataSource;
let collector: App;
let collectorUrl: string;
let senders: Senders | undefined;

// It does not wait for the disk (of a killed process all that it wrote survives, unlike of a machine without power):
// syncing the data folder makes a recovery take seconds.
beforeAll(async () => {
  chmodSync(dataDir, 0o711);
  server = await startEmbeddedPostgres({ dataDir, isThrowaway: true });
  await migrate(server.url);
  const { collectorUrl: databaseUrl } = await provisionAppRoles(server.url);
  owner = await openDataSource({ url: server.url, applicationName: 'test', poolSize: 1 });
  const port = await portToKeep();
  collectorUrl = urlOf(HOST, port);
  await startCollectorAt({ port, databaseUrl }, (app) => (collector = app));
});
afterAll(async () => {
  await collector?.stop({ isImmediate: true });
  await senders?.abort();
  await owner?.destroy();
  await server?.stop({ isImmediate: true });
  await removeEmbeddedPostgres(dataDir);
});

it(`loses nothing and stores nothing twice when PostgreSQL is killed ${KILLS} times under load`, async () => {
  const random = seededRandom(testSeed('Killed PostgreSQL'));
  let end: string | undefined;
  void collector.ended.then((reason) => (end = reason));
  senders = new Senders({ collectorUrls: [collectorUrl], keys: [INGEST_KEY, await makeKey(owner)], random });

  for (let kill = 0; kill < KILLS; kill += 1) {
    await senders.untilAnswered();
    await sleep(random() * 400);
    await [killBackend, killPostmaster, killAll][kill % 3]?.(random);
    await onceBack(expectPromisesKept);
  }
  await senders.end();

  expect(end).toBeUndefined();
  expect(senders.acknowledged).toEqual(senders.sent);
  await expectPromisesKept();
  expect(await findWrongBodies(owner)).toEqual([]);
  expect([await countIds(owner), (await readBooks(owner)).events]).toEqual([senders.sent.size, senders.sent.size]);
  // It was under load: each kill broke a request at least.
  expect(senders.refusals.get(503)).toBeGreaterThan(KILLS);
}, 180_000);

/** At any moment: no answer was wrong, what was acknowledged is there once, and the books balance. */
async function expectPromisesKept(): Promise<void> {
  expect(senders?.faults).toEqual([]);
  expect(await findNotOnce(owner, senders?.acknowledged ?? [])).toEqual([]);
  const books = await readBooks(owner);
  expect(books).toEqual(balanced(books));
}

/** One that stores at this moment, if there is one. PostgreSQL ends all others then, and recovers by itself. */
async function killBackend(random: () => number): Promise<void> {
  const backends = await query<{ pid: number }>(owner, FIND_BACKENDS);
  const { pid } = backends[Math.floor(random() * backends.length)] ?? {};
  if (pid === undefined) throw new Error('The collector has no connection');
  process.kill(pid, 'SIGKILL');
}

/** Its backends notice only when they have done what they are at, and may commit meanwhile. */
async function killPostmaster(): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  await expectUnavailable();
  await restart();
}

/** All of them at one moment. */
async function killAll(): Promise<void> {
  const processes = await query<{ pid: number }>(owner, FIND_ALL);
  for (const pid of [server.pid, ...processes.map((one) => one.pid)]) process.kill(pid, 'SIGKILL');
  await expectUnavailable();
  await restart();
}

async function restart(): Promise<void> {
  const { port } = server;
  await server.stop(); // there is nothing to stop; gives the folder back
  server = await startEmbeddedPostgres({ dataDir, port, isThrowaway: true });
}

/** The collector says so, and when to come again; it is alive, but not ready. */
async function expectUnavailable(): Promise<void> {
  const headers = { authorization: `Bearer ${INGEST_KEY}` };
  const send = () => fetch(`${collectorUrl}/v1/events`, { method: 'POST', headers, body: '{"this is": "no event"}' });
  let answer = await send();
  // A backend that has not yet noticed may go on for a moment.
  for (const deadline = Date.now() + 5_000; answer.ok && Date.now() < deadline; await sleep(20)) answer = await send();
  const { code } = (await answer.json()) as { code: string };
  expect([answer.status, code, answer.headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
  // Its commit is a sign of life once more.
  await until('not ready', async () => (await fetch(`${collectorUrl}/health/ready`)).status === 503);
  expect((await fetch(`${collectorUrl}/health/live`)).status).toBe(200);
}

/** PostgreSQL refuses connections while it recovers; the collector, which nobody starts again, has the same to bear. */
async function onceBack(work: () => Promise<void>): Promise<void> {
  for (const deadline = Date.now() + 20_000; ; await sleep(20)) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error) || Date.now() > deadline) throw error;
    }
  }
}

const FIND_BACKENDS = `
select activity.pid
from pg_stat_activity activity
where activity.usename = 'trailkeeper_collector'
order by activity.state = 'active' desc, activity.pid
limit 3
`;

const FIND_ALL = `
select activity.pid from pg_stat_activity activity order by activity.pid
`;
