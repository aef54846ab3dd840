import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openDataSource } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
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

const COLLECTORS = 2;
const KILLS_EACH = 10;

let database: TestDatabase;
let owner: DataSource;
let senders: Senders | undefined;
const running = new Set<App>();

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: COLLECTORS });
});
afterAll(async () => {
  await Promise.all([...running].map((app) => app.stop({ isImmediate: true })));
  await senders?.abort();
  await owner?.destroy();
  await database?.drop();
});

it('loses nothing and stores nothing twice when collectors are killed 20 times under load', async () => {
  const random = seededRandom(testSeed('Killed collector'));
  const ports = await Promise.all(Array.from({ length: COLLECTORS }, () => portToKeep()));
  const collectorUrls = ports.map((port) => urlOf(HOST, port));
  const collectors = await Promise.all(ports.map(start));
  senders = new Senders({ collectorUrls, keys: [INGEST_KEY, await makeKey(owner)], random });

  await Promise.all(
    ports.map(async (port, at) => {
      for (let kill = 1; kill <= KILLS_EACH; kill += 1) {
        await senders?.untilAnswered();
        await sleep(random() * 400);
        await collectors[at]?.stop({ isImmediate: true });
        await expectPromisesKept();
        collectors[at] = await start(port);
      }
    }),
  );
  await senders.end();

  expect(senders.acknowledged).toEqual(senders.sent);
  await expectPromisesKept();
  expect(await findWrongBodies(owner)).toEqual([]);
  expect([await countIds(owner), (await readBooks(owner)).events]).toEqual([senders.sent.size, senders.sent.size]);
  // They were under load: each kill broke a request at least.
  expect(senders.refusals.get(0)).toBeGreaterThan(COLLECTORS * KILLS_EACH);
}, 180_000);

/** At any moment: no answer was wrong, what was acknowledged is there once, and the books balance. */
async function expectPromisesKept(): Promise<void> {
  expect(senders?.faults).toEqual([]);
  expect(await findNotOnce(owner, senders?.acknowledged ?? [])).toEqual([]);
  const books = await readBooks(owner);
  expect(books).toEqual(balanced(books));
}

function start(port: number): Promise<App> {
  return startCollectorAt({ port, databaseUrl: database.collectorUrl }, (app) => {
    running.add(app);
    void app.ended.then(() => running.delete(app));
  });
}
