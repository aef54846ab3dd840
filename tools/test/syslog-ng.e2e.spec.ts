import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openDataSource, query } from '@trailkeeper/database';
import {
  createTestDatabase,
  type TestDatabase,
  hasDebianPackages,
  NEEDS_DEBIAN,
  unpackDebianPackages,
} from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { seededRandom } from '../src/demo/seeded-random.js';
import { urlOf } from '../src/system/address.js';
import type { App } from '../src/system/fork-app.js';
import { balanced, countIds, findNotOnce, readBooks } from './load/books.js';
import { type NumberedEvent, numberedEvents } from './load/numbered-events.js';
import { portToKeep } from './port-to-keep.js';
import { testSeed } from './seed.js';
import { HOST, INGEST_KEY, startCollectorAt } from './start-collector.js';
import { startSyslogNg, type SyslogNg } from './syslog-ng.js';
import { until } from './until.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trailkeeper-syslog-ng-')));
let database: TestDatabase;
let owner: DataSource;
let collector: App | undefined;
let syslogNg: SyslogNg | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 1 });
});
afterAll(async () => {
  await syslogNg?.kill();
  await collector?.stop({ isImmediate: true });
  await owner?.destroy();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const itOnDebian = hasDebianPackages ? it : it.skip;

itOnDebian(
  `syslog-ng of Debian delivers each event through kills of the collector and its own${NEEDS_DEBIAN}`,
  async () => {
    const random = seededRandom(testSeed('syslog-ng'));
    const nextEvent = numberedEvents(random);
    const sent: NumberedEvent[] = [];
    const packages = await unpackDebianPackages('syslog-ng-core', 'syslog-ng-mod-http');
    const [port, collectorPort] = [await portToKeep(), await portToKeep()];
    const collectorUrl = urlOf(HOST, collectorPort);
    const settings = { packages, folder, collectorUrl, key: INGEST_KEY, port };
    const start = () =>
      startCollectorAt({ port: collectorPort, databaseUrl: database.collectorUrl }, (app) => (collector = app));
    const feed = async (count: number) => {
      const events = Array.from({ length: count }, nextEvent);
      sent.push(...events);
      await syslogNg?.feed(events.map(({ line }) => line));
    };
    const untilStored = () =>
      until(`${sent.length} events`, async () => (await readBooks(owner)).events === sent.length, accounts);

    // The collector is killed while events come, and is away while more do.
    collector = await start();
    syslogNg = await startSyslogNg(settings);
    await feed(1_500);
    await sleep(random() * 200);
    const feeding = feed(1_500);
    await sleep(random() * 100);
    await collector.stop({ isImmediate: true });
    await feeding;
    await feed(500);
    collector = await start();
    await untilStored();

    // syslog-ng is killed with all that it has on disk, and refused when it is back.
    await collector.stop({ isImmediate: true });
    const before = (await syslogNg.counts()).processed;
    await feed(1_500);
    await until('all in the buffer', async () => (await syslogNg?.counts())?.processed === before + 1_500, accounts);
    await syslogNg.kill();
    syslogNg = await startSyslogNg(settings);
    await refuse(collectorPort, [...Array<number>(8).fill(504), 503, 401, 422]);
    collector = await start();
    await untilStored();

    // What can be no event is in quarantine, which counts as delivered: it does not come again.
    await until('an empty buffer', async () => (await syslogNg?.counts())?.queued === 0, accounts);
    await syslogNg.feed([...BROKEN, '', ' \t', nextEvent().line]);
    await until('one more', async () => (await readBooks(owner)).events === sent.length + 1, accounts);
    await sleep(1_500);
    expect((await query<{ raw: string }>(owner, FIND_QUARANTINED)).map(({ raw }) => raw)).toEqual(BROKEN);
    expect((await syslogNg.counts()).queued).toBe(0);

    const books = await readBooks(owner);
    expect(books).toEqual({ ...balanced(books), events: sent.length + 1, quarantined: BROKEN.length });
    expect(
      await findNotOnce(
        owner,
        sent.map(({ id }) => id),
      ),
    ).toEqual([]);
    expect(await countIds(owner)).toBe(sent.length + 1);
  },
  // Most of it for a slow mirror.
  400_000,
);

const BROKEN = ['nor is "this', '{"action": "a.b.c", "eventTime": "2026-13-01T00:00:00Z"}', '{"this is": "no event"}'];

/** In the collector's place, as a proxy before it might: answers a request with each status. No event may be lost to that. */
async function refuse(port: number, statuses: number[]): Promise<void> {
  const left = [...statuses];
  const server = createServer((request, reply) => {
    request.resume().on('end', () => reply.writeHead(left.shift() ?? 503).end());
  });
  await new Promise<void>((resolve) => server.listen(port, HOST, resolve));
  await until('each refusal given', () => Promise.resolve(left.length === 0), accounts);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** What is stored, and what waits where. */
async function accounts(): Promise<unknown> {
  return [await readBooks(owner), await syslogNg?.counts()];
}

const FIND_QUARANTINED = `
select convert_from(quarantine.raw, 'UTF8') as "raw" from quarantine order by quarantine.raw
`;
