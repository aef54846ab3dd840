import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execute, openDataSource } from '@trailkeeper/database';
import { createTestDatabase, holding, type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { type CollectorProcess, INGEST_KEY, sendEvents, startCollector, storedNames } from './collector-process.js';
import { until } from './until.js';

let database: TestDatabase;
let owner: DataSource;
let collector: CollectorProcess | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
});
afterEach(async () => {
  await collector?.stop({ isImmediate: true });
});
afterAll(async () => {
  await owner?.destroy();
  await database?.drop();
});

async function start(settings: Record<string, string> = {}): Promise<CollectorProcess> {
  collector = await startCollector(database.collectorUrl, settings);
  await collector.ready();
  return collector;
}

/** The built collector, told to stop while it is at work. */
describe('SIGTERM', () => {
  it('under load: what was acknowledged is stored, what came too late is refused or cut off, and the exit code is 0', async () => {
    const { url, pid, ended } = await start();
    const acknowledged: string[] = [];
    let isOver = false;
    const sender = async (sender: number) => {
      for (let at = 0; !isOver; at += 1) {
        const names = Array.from({ length: 20 }, (_, event) => `load-${sender}-${at}-${event}`);
        const { status, answer } = await sendEvents(url, names);
        if (status === 200 && answer?.stored === 20) acknowledged.push(...names);
        if (status !== 200) return status;
      }
      return undefined;
    };
    const senders = Array.from({ length: 16 }, (_, at) => sender(at));
    await sleep(1_500);
    process.kill(pid, 'SIGTERM');
    expect(await ended).toBe('collector ended with exit code 0'); // not 1, as when the time is up
    isOver = true;
    expect([undefined, 503]).toEqual(expect.arrayContaining([...new Set(await Promise.all(senders))]));

    const stored = await storedNames(database.ownerUrl);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(acknowledged.filter((name) => stored.get(name) !== 1)).toEqual([]);
  });

  it('while a request waits for its commit: it is answered, and only then the process ends', async () => {
    const { url, pid, ended } = await start();
    const release = await holding(owner, 'lock table ingest_batch in share mode');
    const sent = sendEvents(url, ['waits for its commit']);
    await waitsForLock();
    process.kill(pid, 'SIGTERM');
    await sleep(300);
    await release();
    expect(await sent).toMatchObject({ status: 200, answer: { stored: 1 } });
    expect(await ended).toBe('collector ended with exit code 0');
  });

  it('in the middle of a body without end: 503 stopping with the tally, within half the time set', async () => {
    const { url, pid, ended } = await start({ STOP_SECONDS: '8' });
    const stream = openStream(url);
    for (let at = 0; at < 3; at += 1) stream.write(`stream-${at}`);
    await storedOf('stream-', 3); // after a second of silence
    stream.write('stream-late');
    const stoppedAt = performance.now();
    process.kill(pid, 'SIGTERM');
    const answer = await stream.answer;
    expect(performance.now() - stoppedAt).toBeLessThan(7_500); // 4 s, and the machine may be busy
    expect([answer.status, answer.headers['retry-after'], answer.headers['connection']]).toEqual([503, '5', 'close']);
    const { code, tally } = JSON.parse(answer.body) as { code: string; tally: { received: number; stored: number } };
    expect(code).toBe('stopping');
    const stored = [...(await storedNames(database.ownerUrl)).keys()].filter((name) => name.startsWith('stream-'));
    expect([tally.received, tally.stored]).toEqual([stored.length, stored.length]);
    stream.end();
    expect(await ended).toBe('collector ended with exit code 0');
  });

  it('says not ready first for as long as STOP_DELAY_SECONDS, and takes requests meanwhile', async () => {
    const { url, pid, ended } = await start({ STOP_DELAY_SECONDS: '5' });
    process.kill(pid, 'SIGTERM');
    await until('it says that it stops', async () => {
      const ready = await fetch(`${url}/health/ready`);
      return ready.status === 503 && ((await ready.json()) as { code: string }).code === 'stopping';
    });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(await sendEvents(url, ['in the delay'])).toMatchObject({ status: 200, answer: { stored: 1 } });
    expect(await ended).toBe('collector ended with exit code 0');
    expect((await sendEvents(url, ['after the delay'])).status).toBeUndefined();
  });

  it('while a replay hangs in the database: requests are drained all the same, and the exit code is 0', async () => {
    const { url, pid, ended } = await start();
    const release = await holding(owner, 'lock table quarantine in exclusive mode');
    await waitsForLock();
    const stream = openStream(url);
    stream.flush();
    await until('it is read', async () => /_requests\{state="reading"\} 1/.test(await metricsOf(url)));
    process.kill(pid, 'SIGTERM');
    await until('no connection is taken', async () => (await sendEvents(url, ['late'])).status === undefined);
    expect((await stream.answer).status).toBe(503);
    stream.end();
    expect(await ended).toBe('collector ended with exit code 0');
    await release();
  });

  it('a second time, as when its time is up, ends the process at once with 1', async () => {
    const { url, pid, ended } = await start({ STOP_SECONDS: '60', DATABASE_TIMEOUT_SECONDS: '60' });
    const release = await holding(owner, 'lock table ingest_batch in share mode');
    const sent = sendEvents(url, ['never answered']);
    await waitsForLock();
    process.kill(pid, 'SIGTERM');
    await sleep(3_000); // what comes within 1 s is the same signal, passed on by a launcher
    const againAt = performance.now();
    process.kill(pid, 'SIGTERM');
    expect(await ended).toBe('collector ended with exit code 1');
    expect(performance.now() - againAt).toBeLessThan(10_000); // far from the 60 s
    expect((await sent).status).toBeUndefined();
    await release();

    const { url: other, pid: otherPid, ended: otherEnded } = await start({ STOP_SECONDS: '1' });
    const releaseAgain = await holding(owner, 'lock table ingest_batch in share mode');
    const cutOff = sendEvents(other, ['cut off']);
    await waitsForLock();
    const stoppedAt = performance.now();
    process.kill(otherPid, 'SIGTERM');
    expect(await otherEnded).toMatch(/^collector ended with exit code [01]$/);
    expect(performance.now() - stoppedAt).toBeLessThan(8_000); // the statement would take 10 s
    expect((await cutOff).status).toBeUndefined();
    await releaseAgain();
  });
});

const metricsOf = async (url: string) => (await fetch(`${url}/metrics`)).text();

async function waitsForLock(): Promise<void> {
  await until('a batch waits', async () => (await execute(owner, FIND_WAITING)) > 0);
}

async function storedOf(prefix: string, count: number): Promise<void> {
  await until(`${count} are stored`, async () => {
    const names = [...(await storedNames(database.ownerUrl)).keys()];
    return names.filter((name) => name.startsWith(prefix)).length >= count;
  });
}

const FIND_WAITING = `
select pg_stat_activity.pid
from pg_stat_activity
where pg_stat_activity.datname = current_database() and pg_stat_activity.application_name = 'trailkeeper-collector'
  and pg_stat_activity.wait_event_type = 'Lock'
`;

interface Answer {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: string;
}

/** A request whose body goes on until it is ended. */
function openStream(url: string) {
  const outgoing = request(`${url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${INGEST_KEY}`, 'transfer-encoding': 'chunked' },
  });
  outgoing.on('error', () => undefined);
  const answer = new Promise<Answer>((resolve) => {
    outgoing.on('response', (response) => {
      let body = '';
      response.on('data', (piece) => (body += String(piece)));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
  });
  const write = (name: string) => {
    const event = { eventTime: '2026-09-15T10:00:07Z', action: 'kms.secrets.create', correlationId: name };
    outgoing.write(`${JSON.stringify(event)}\n`);
  };
  return { answer, write, flush: () => outgoing.flushHeaders(), end: () => outgoing.destroy() };
}
