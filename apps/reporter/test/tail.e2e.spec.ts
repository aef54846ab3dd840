import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { insertThousands } from './many-events.js';
import { AUTHORIZATION, startReporter } from './reporter-app.js';
import { anEvent, insertEvents } from './sent-event.js';

let database: TestDatabase;
let owner: DataSource;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
  app = await listening();
});
afterAll(async () => {
  await app?.close();
  await owner?.destroy();
  await database?.drop();
});

async function listening(): Promise<NestFastifyApplication> {
  const started = await startReporter(database.reporterUrl, { STOP_SECONDS: '20' });
  await started.listen(0, '127.0.0.1');
  return started;
}

interface Message {
  id?: string;
  event?: string;
  data?: string;
}

/** A client as browsers have one, but for coming again by itself. */
class Tail {
  readonly messages: Message[] = [];
  isOver = false;
  private text = '';

  private constructor(readonly answer: IncomingMessage) {
    answer.setEncoding('utf8');
    answer.on('close', () => (this.isOver = true)).on('error', () => undefined);
  }

  static async open(parameters: object, headers: object = {}, of = app): Promise<Tail> {
    const { port } = of.getHttpServer().address() as { port: number };
    const path = `/v1/events/tail?${new URLSearchParams(parameters as Record<string, string>)}`;
    const options = { host: '127.0.0.1', port, path, headers: { ...AUTHORIZATION, ...headers }, agent: false };
    return new Tail(await new Promise((resolve, reject) => get(options, resolve).on('error', reject)));
  }

  /** Begins to take what comes. */
  read(): this {
    this.answer.on('data', (text: string) => {
      const blocks = (this.text + text).split('\n\n');
      this.text = blocks.pop()!;
      this.messages.push(...blocks.map(messageOf));
    });
    return this;
  }

  get lastId(): string {
    return this.messages.findLast(({ id }) => id !== undefined)!.id!;
  }

  events(): { id: string; action: string }[] {
    return this.messages.filter(({ event }) => event === 'event').map(({ data }) => JSON.parse(data!) as never);
  }

  async until(isEnough: (tail: this) => boolean): Promise<void> {
    for (let tries = 0; !isEnough(this); tries += 1) {
      if (tries === 600)
        throw new Error(`nothing of the kind after 30 s: ${JSON.stringify(this.messages).slice(-500)}`);
      await sleep(50);
    }
  }
}

function messageOf(block: string): Message {
  return Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string]));
}

describe('a tail', () => {
  it('has what matches as it arrives, and goes on behind the last id', async () => {
    const arrivedAt = new Date();
    await insertEvents(owner, [anEvent({ account: 'live', arrivedAt })]);
    const first = (await Tail.open({ account: 'live' })).read();
    expect(first.answer.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    await first.until(({ messages }) => messages.length > 0);
    expect(first.messages).toEqual([{ retry: '3000', id: expect.any(String) }]);
    await insertEvents(owner, [
      anEvent({ account: 'other', arrivedAt }),
      anEvent({ account: 'live', action: 'kms.secrets.read', arrivedAt }),
    ]);
    await first.until((tail) => tail.events().length === 1);
    expect(first.events()).toEqual([
      expect.objectContaining({ action: 'kms.secrets.read', service: 'kms', catalogStatus: 'documented' }),
    ]);
    first.answer.destroy();

    await insertEvents(owner, [anEvent({ account: 'live', action: 'kms.secrets.list', arrivedAt })]);
    const again = [
      await Tail.open({ account: 'live' }, { 'last-event-id': first.lastId }),
      await Tail.open({ account: 'live', after: first.lastId }),
    ];
    for (const tail of again) {
      await tail.read().until((one) => one.events().length > 0);
      expect(tail.events().map(({ action }) => action)).toEqual(['kms.secrets.list']);
      tail.answer.destroy();
    }
  });

  it.each([
    [{ after: 'x' }, {}, 'after'],
    [{}, { 'last-event-id': 'x' }, 'Last-Event-ID'],
    [{ from: '2026-09-01' }, {}, 'from'],
    [{ colour: 'red' }, {}, 'colour'],
    [{ q: 'colour:red' }, {}, 'q'],
  ])('does not take %j %j', async (parameters, headers, field) => {
    const { answer } = await Tail.open(parameters, headers);
    let text = '';
    for await (const piece of answer) text += String(piece);
    expect([answer.statusCode, (JSON.parse(text) as { errors: { field: string }[] }).errors[0]?.field]).toEqual([
      400,
      field,
    ]);
  });

  it('asks for a token', async () => {
    expect((await app.inject('/v1/events/tail')).statusCode).toBe(401);
  });

  it('is one of a hundred at most', async () => {
    const tails = await Promise.all(Array.from({ length: 100 }, () => Tail.open({})));
    expect(tails.map(({ answer }) => answer.statusCode)).toEqual(tails.map(() => 200));
    const { answer } = await Tail.open({});
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '30']);
    answer.destroy();
    expect((await app.inject('/metrics')).body).toContain('trailkeeper_event_tails 100');
    for (const tail of tails) tail.answer.destroy();
    await sleep(200);
    expect((await app.inject('/metrics')).body).toContain('trailkeeper_event_tails 0');
  });

  it('asks for no more than its reader takes, and has all of it then', async () => {
    const tail = await Tail.open({ account: 'many' });
    const before = memoryUsed();
    await insertThousands(owner, 100, 1_000);
    // What it asks comes to rest.
    let asked = NaN;
    for (let now = await pagesAsked(); now !== asked; now = await pagesAsked()) {
      asked = now;
      await sleep(3_000);
    }
    // 100,000 events are 200 MB as they are sent.
    expect(memoryUsed() - before).toBeLessThan(24 * 1024 * 1024);
    const ids = new Set<string>();
    tail.read();
    await tail.until(({ messages }) => {
      for (const event of tail.events()) ids.add(event.id);
      const count = messages.length;
      messages.splice(0);
      return count === 0 && ids.size >= 100_000;
    });
    expect(ids.size).toBe(100_000);
    expect(await pagesAsked()).toBeGreaterThan(2 * asked);
    tail.answer.destroy();
  });

  it('says why it ends when the database is lost, and is refused while it is', async () => {
    const tail = (await Tail.open({})).read();
    await tail.until(({ messages }) => messages.length > 0);
    const { name } = (await query<{ name: string }>(owner, 'select current_database() as name'))[0]!;
    await query(owner, `alter database ${name} connection limit 0`);
    await query(owner, TERMINATE);
    await tail.until(({ isOver }) => isOver);
    expect(tail.messages.at(-1)).toEqual({ event: 'end', data: expect.stringContaining('reason') });
    const refused = await Tail.open({});
    expect(refused.answer.statusCode).toBe(503);
    refused.answer.destroy();
    await query(owner, `alter database ${name} connection limit -1`);
    for (let status; status !== 200; await sleep(100)) {
      const again = await Tail.open({}, { 'last-event-id': tail.lastId });
      status = again.answer.statusCode;
      again.answer.destroy();
    }
  });

  it('ends when its process stops', async () => {
    const other = await listening();
    const tail = (await Tail.open({}, {}, other)).read();
    await tail.until(({ messages }) => messages.length > 0);
    const startedAt = performance.now();
    await other.close();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    await tail.until(({ isOver }) => isOver);
    expect(tail.messages.at(-1)).toEqual({ event: 'end', data: expect.stringContaining('stops') });
  });
});

/** In bytes, without what can be thrown away. */
function memoryUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How often events were looked up, as a page of a tail does. The server may tell it some seconds late. */
async function pagesAsked(): Promise<number> {
  const [row] = await query<{ scans: number }>(owner, COUNT_SCANS);
  return row!.scans;
}

const COUNT_SCANS = `
select sum(statistics.idx_scan)::integer as "scans"
from pg_stat_user_tables statistics
where statistics.relname like 'audit_event_2%'
`;

const TERMINATE = `
select pg_terminate_backend(activity.pid)
from pg_stat_activity activity
where activity.datname = current_database() and activity.application_name like 'trailkeeper-reporter%'
`;
