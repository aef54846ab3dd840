import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, provisionAppRoles } from '@trailkeeper/database';
import { type EmbeddedPostgres, removeEmbeddedPostgres, startEmbeddedPostgres } from '@trailkeeper/database/embedded';
import { type CollectorProcess, sendEvents, startCollector, storedNames } from './collector-process.js';
import { portToKeep } from './port-to-keep.js';
import { until } from './until.js';

const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'trailkeeper-restarted-')));
let port: number;
let server: EmbeddedPostgres;
let collector: CollectorProcess;
let hasEnded: string | undefined;

/** A server of its own, which can be killed, and the built collector, which must survive it. */
beforeAll(async () => {
  chmodSync(dataDir, 0o711);
  port = await portToKeep();
  server = await start();
  await migrate(server.url);
  const { collectorUrl } = await provisionAppRoles(server.url);
  await server.stop();
  collector = await startCollector(collectorUrl, { DATABASE_TIMEOUT_SECONDS: '3' });
  void collector.ended.then((reason) => (hasEnded = reason));
});
afterAll(async () => {
  await collector?.stop({ isImmediate: true });
  await server?.stop({ isImmediate: true });
  await removeEmbeddedPostgres(dataDir);
});

const start = () => startEmbeddedPostgres({ dataDir, port, isThrowaway: true });

const stateNow = async () => {
  const answer = await fetch(`${collector.url}/health/ready`);
  return [answer.status, ((await answer.json()) as { checks?: { database: string } }).checks?.database];
};

describe('a collector whose server', () => {
  it('is not there yet lives, is not ready, and begins when it comes', async () => {
    await until('it lives', async () => (await fetch(`${collector.url}/health/live`)).ok);
    expect(await stateNow()).toEqual([503, 'unreachable']);
    expect(await sendEvents(collector.url, ['too early'])).toMatchObject({ status: 503, retryAfter: '5' });
    server = await start();
    await until('ready', async () => (await stateNow())[0] === 200);
    // The pool is there a moment after the probe.
    await until('stored', async () => (await sendEvents(collector.url, ['too early'])).status === 200);
  });

  it.each([
    ['is killed', () => server.stop({ isImmediate: true })],
    ['is restarted', () => server.stop()],
  ])('%s under load answers 503 until it is back; what was acknowledged is stored', async (how, end) => {
    const acknowledged: string[] = [];
    const notAcknowledged = new Set<string>();
    const statuses = new Set<number | undefined>();
    let isOver = false;
    const senders = Array.from({ length: 8 }, async (_, sender) => {
      for (let at = 0; !isOver; at += 1) {
        const name = `${how}-${sender}-${at}`;
        const { status } = await sendEvents(collector.url, [name]);
        statuses.add(status);
        if (status === 200) acknowledged.push(name);
        else notAcknowledged.add(name);
        if (status !== 200) await sleep(50);
      }
    });
    await sleep(700);
    const before = acknowledged.length;
    await end();
    await until('not ready', async () => (await stateNow())[0] === 503);
    await sleep(500);
    server = await start();
    await until('ready', async () => (await stateNow())[0] === 200);
    const back = acknowledged.length;
    await until('acknowledging again', () => Promise.resolve(acknowledged.length > back + 20));
    isOver = true;
    await Promise.all(senders);

    expect(before).toBeGreaterThan(20);
    expect([...statuses].sort()).toEqual([200, 503]);
    expect(hasEnded).toBeUndefined();
    for (const name of notAcknowledged) expect((await sendEvents(collector.url, [name])).status).toBe(200);
    const stored = await storedNames(server.url);
    expect([...acknowledged, ...notAcknowledged].filter((name) => stored.get(name) !== 1)).toEqual([]);
  });
});
