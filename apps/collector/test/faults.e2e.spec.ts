import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type IngestAnswer, ingestAnswerSchema } from '@trailkeeper/contract';
import { undocumentedRoutes } from '@trailkeeper/http';
import { collectorSettings } from '../src/config.js';
import { createCollector } from '../src/create-collector.js';
import { anEvent } from './an-event.js';
import { INGEST_KEY, post, startSystem, type TestSystem } from './collector.js';
import { cuttableLine } from './cuttable-line.js';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

const lines = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => JSON.stringify(anEvent({ correlationId: `${name}-${at}` }))).join('\n');

/** Runs `body` before each row of ingest_batch, while `work` runs. */
async function withBatchTrigger(body: string, work: () => Promise<void>): Promise<void> {
  await system.owner.query(`create function meddle() returns trigger language plpgsql security definer as $$
    begin ${body} return new; end $$;
    create trigger meddle before insert on ingest_batch for each row execute function meddle()`);
  try {
    await work();
  } finally {
    await system.owner.query('drop trigger meddle on ingest_batch; drop function meddle');
  }
}

describe('a request that breaks in the middle', () => {
  it.each([
    ['the database goes away', 'admin_shutdown', 503, 'unavailable'],
    ['something fails', 'internal_error', 500, 'internal_error'],
  ])('because %s is answered with the tally of what stays', async (name, errcode, status, code) => {
    const body = lines(name, 2_500);
    const fails = `if new.received = 500 then raise exception 'made up' using errcode = '${errcode}'; end if;`;
    await withBatchTrigger(fails, async () => {
      const answer = await post(system.collectors[0], body);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect((answer.body as unknown as { tally: IngestAnswer }).tally).toEqual({
        ...{ received: 2_000, stored: 2_000, duplicates: 0, quarantined: 0, problems: [] },
      });
      expect(answer.headers['retry-after']).toBe(status === 503 ? '5' : undefined);
      expect(JSON.stringify(answer.body)).not.toContain('made up');
    });
    expect((await post(system.collectors[0], body)).body).toMatchObject({
      received: 2_500,
      stored: 500,
      duplicates: 2_000,
    });
  });
});

describe('a collector that listens', () => {
  it('goes on when the client has gone, and logs the tally', async () => {
    const url = await listen(system.collectors[0]);
    await withBatchTrigger('perform pg_sleep(0.5);', async () => {
      const abort = new AbortController();
      const request = fetch(url, { ...postOf(lines('gone', 3)), signal: abort.signal }).catch(() => 'gone');
      await until(isStoring);
      abort.abort();
      expect(await request).toBe('gone');
      const takenIn = () =>
        system.log.lines().filter((line) => /broke off/.test(String(line.msg)) && line['received'] === 3);
      await until(() => Promise.resolve(takenIn().length > 0));
      expect(takenIn()).toEqual([expect.objectContaining({ level: 'warn', received: 3, stored: 3 })]);
    });
  });

  it('answers running requests before it stops', async () => {
    const env = { DATABASE_URL: system.collectorUrl, INGEST_KEY, LOG_LEVEL: 'silent' };
    const other = await createCollector(collectorSettings(env));
    const url = await listen(other);
    await withBatchTrigger('perform pg_sleep(0.5);', async () => {
      const request = fetch(url, postOf(lines('drained', 5)));
      await until(isStoring);
      await other.close();
      const answer = await request;
      expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ stored: 5 })]);
    });
    await expect(fetch(url, postOf('{}'))).rejects.toThrow();
  });
});

describe('without its database', () => {
  it('answers 503, acknowledges nothing, and goes on once it is back', async () => {
    const line = await cuttableLine(system.collectorUrl);
    const settings = collectorSettings({ DATABASE_URL: line.url, INGEST_KEY, LOG_LEVEL: 'silent' });
    const app = await createCollector(settings);
    try {
      expect((await post(app, lines('before', 2))).body.stored).toBe(2);
      await line.cut();
      const answer = await post(app, lines('during', 2));
      expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'unavailable', '5']);
      expect((await app.inject('/health/ready')).statusCode).toBe(503);
      expect((await app.inject('/health/live')).statusCode).toBe(200);
      await line.mend();
      expect((await post(app, lines('during', 2))).body.stored).toBe(2);
      expect((await app.inject('/health/ready')).statusCode).toBe(200);
    } finally {
      await app.close();
      await line.cut();
    }
  });
});

describe('the surroundings', () => {
  it('list every wrong setting at once and repeat no value', () => {
    const env = { DATABASE_URL: 'mysql://x', INGEST_KEY: 'too short', DATABASE_POOL_SIZE: '0', MAX_BODY_BYTES: 'much' };
    const read = () => collectorSettings(env);
    expect(read).toThrow(/DATABASE_URL[\s\S]*DATABASE_POOL_SIZE[\s\S]*INGEST_KEY[\s\S]*MAX_BODY_BYTES/);
    expect(read).not.toThrow(/too short|mysql/);
  });

  it('are documented, counted and typed as promised', async () => {
    const [app] = system.collectors;
    expect(undocumentedRoutes(app as NestFastifyApplication)).toEqual([]);
    const openapi = (await app?.inject('/openapi.json'))?.json() as { paths: Record<string, unknown> };
    expect(Object.keys(openapi.paths)).toContain('/v1/events');
    const answer = await post(app, `${lines('metrics', 1)}\n{"a":1}`);
    expect(ingestAnswerSchema.parse(answer.body)).toEqual(answer.body);
    const metrics = (await app?.inject('/metrics'))?.body;
    expect(metrics).toMatch(/trailkeeper_events_stored_total [1-9]/);
    expect(metrics).toMatch(/trailkeeper_events_quarantined_total\{code="no_action"\} 1/);
  });
});

/** A batch sleeps in the trigger at this moment. */
async function isStoring(): Promise<boolean> {
  const sleeping = await system.rows(`
    select from pg_stat_activity activity
    where activity.datname = current_database() and activity.wait_event = 'PgSleep'`);
  return sleeping.length > 0;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await condition()); await sleep(20)) {
    if (Date.now() > deadline) throw new Error('What was waited for has not come');
  }
}

async function listen(app: NestFastifyApplication | undefined): Promise<string> {
  await app?.listen(0, '127.0.0.1');
  return `${await app?.getUrl()}/v1/events`;
}

function postOf(body: string): RequestInit {
  return { method: 'POST', body, headers: { authorization: `Bearer ${INGEST_KEY}` } };
}
