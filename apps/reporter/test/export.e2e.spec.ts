import { createHash } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FoundEvent } from '@trailkeeper/contract';
import { openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { insertThousands } from './many-events.js';
import { AUTHORIZATION, startReporter } from './reporter-app.js';
import { anEvent, insertEvents } from './sent-event.js';

const MANY = 20_000;
let database: TestDatabase;
let owner: DataSource;
let app: NestFastifyApplication;
let port = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
  app = await listening();
  port = portOf(app);
  await insertThousands(owner, MANY / 1_000, 4_000);
  await insertEvents(owner, [
    anEvent({
      account: 'few',
      message: '=1+1, "so"',
      initiatorName: 'Müller',
      body: '{"a": "ä"}',
      arrivedAt: new Date(0),
    }),
    anEvent({ account: 'few', dataEvent: true, reasonCode: 403, body: '{"b":1}', arrivedAt: new Date(0) }),
    anEvent({ account: 'few', occurredAt: new Date('2026-08-15T10:00:07Z'), body: '{"c":1}', isPacked: false }),
  ]);
});
afterAll(async () => {
  await app?.close();
  await owner?.destroy();
  await database?.drop();
});

async function listening(): Promise<NestFastifyApplication> {
  const started = await startReporter(database.reporterUrl, { DATABASE_POOL_SIZE: '10' });
  await started.listen(0, '127.0.0.1');
  return started;
}

const portOf = (started: NestFastifyApplication) => (started.getHttpServer().address() as { port: number }).port;

/** The answer, once its head is there. */
function ask(parameters: Record<string, string>, at = port): Promise<IncomingMessage> {
  const path = `/v1/events/export?${new URLSearchParams(parameters)}`;
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: at, path, headers: AUTHORIZATION, agent: false }, resolve).on('error', reject);
  });
}

async function whole(answer: IncomingMessage) {
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece as Buffer);
  const content = Buffer.concat(pieces);
  const { 'content-digest': digest, 'trailkeeper-rows': rows } = answer.trailers;
  return { status: answer.statusCode, headers: answer.headers, content, text: content.toString(), digest, rows };
}

const exported = async (parameters: Record<string, string>) => whole(await ask(parameters));

/** What the exports of this database do: running statements, and snapshots that are held. */
async function activity(): Promise<string[]> {
  const rows = await query<{ query: string }>(owner, FIND_ACTIVITY);
  return rows.map((row) => row.query);
}

async function untilIdle(): Promise<void> {
  for (let tries = 0; (await activity()).length > 0; tries += 1) {
    if (tries === 100) throw new Error(`still busy: ${(await activity()).join()}`);
    await sleep(20);
  }
}

describe('an export as CSV', () => {
  it('has a header, a line for each event, and a trailer that says how many and of which bytes', async () => {
    const { status, headers, content, text, digest, rows } = await exported({ account: 'few' });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': expect.stringMatching(/^attachment; filename="events-\d{8}T\d{6}Z\.csv"$/),
      trailer: 'Content-Digest, Trailkeeper-Rows',
      'x-content-type-options': 'nosniff',
    });
    expect(digest).toBe(`sha-256=:${createHash('sha256').update(content).digest('base64')}:`);
    expect(rows).toBe('3');
    const lines = text.split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe(
      'id,occurredAt,arrivedAt,action,service,family,catalogStatus,outcome,severity,dataEvent,location,account,' +
        'initiatorId,initiatorName,initiatorAddress,targetId,targetName,targetType,correlationId,reasonCode,reasonText,message',
    );
    expect(lines.slice(1, 3).join('\n')).toMatch(
      /^2026-09-15T10:00:07\.000000Z_[0-9a-f]{64},2026-09-15T10:00:07\.000000Z,1970-01-01T00:00:00\.000000Z,kms\.secrets\.create,kms,key-protect,documented,success,,,us-south,few,,Müller,,,,,,,,"'=1\+1, ""so"""$/m,
    );
  });

  it('has the columns that are asked for, in their order', async () => {
    const { text } = await exported({ account: 'few', columns: 'reasonCode,dataEvent,action', reasonCode: '403' });
    expect(text).toBe('reasonCode,dataEvent,action\r\n403,true,kms.secrets.create\r\n');
  });

  it('is the same bytes again, of all there is', async () => {
    const [one, other] = [await exported({}), await exported({})];
    expect(one.rows).toBe(String(MANY + 3));
    expect(one.digest).toBe(other.digest);
    expect(one.text.split('\r\n')).toHaveLength(MANY + 5);
  });

  it('has a header and no line where nothing matches', async () => {
    expect(await exported({ account: 'none', columns: 'id' })).toMatchObject({ text: 'id\r\n', rows: '0' });
  });
});

describe('an export as JSON lines', () => {
  it('has events as a search answers them', async () => {
    const { headers, text, digest, rows, content } = await exported({ account: 'few', format: 'ndjson' });
    expect(headers['content-type']).toBe('application/x-ndjson');
    const listed = await app.inject({ url: '/v1/events?account=few', headers: AUTHORIZATION });
    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as FoundEvent)).toEqual(listed.json<{ items: FoundEvent[] }>().items);
    expect(digest).toBe(`sha-256=:${createHash('sha256').update(content).digest('base64')}:`);
    expect(rows).toBe('3');
  });

  it('has what was received, if it is asked for, from packs and from rows', async () => {
    const { text } = await exported({ account: 'few', format: 'ndjson', bodies: 'true' });
    const received = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { received: string }).received);
    expect([received.slice(0, 2).sort(), received[2]]).toEqual([['{"a": "ä"}', '{"b":1}'], '{"c":1}']);
  });

  it('has as many as there are', async () => {
    expect((await exported({ format: 'ndjson' })).rows).toBe(String(MANY + 3));
  });
});

describe('an export', () => {
  it('is for HTTP/1.0 too, without a trailer, and HEAD tells its fields', async () => {
    const raw = (request: string) =>
      new Promise<string>((resolve) => {
        let text = '';
        const socket = connect(port, '127.0.0.1', () =>
          socket.write(`${request}\r\nauthorization: ${AUTHORIZATION.authorization}\r\n\r\n`),
        );
        socket.on('data', (data) => (text += String(data))).on('close', () => resolve(text));
      });
    const old = await raw('GET /v1/events/export?account=few&columns=action HTTP/1.0');
    expect(old).toMatch(/\r\n\r\naction\r\n(kms\.secrets\.create\r\n){3}$/);
    expect(old).not.toMatch(/chunked|trailer/i);
    const head = await raw('HEAD /v1/events/export HTTP/1.1\r\nhost: x\r\nconnection: close');
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*content-type: text\/csv[^]*\r\n\r\n$/);
    expect(head).not.toMatch(/content-length|trailer/i);
    expect(await activity()).toEqual([]);
  });

  it.each([
    [{ columns: 'id,colour' }, 'columns'],
    [{ columns: 'id,id' }, 'columns'],
    [{ columns: '' }, 'columns'],
    [{ format: 'xml' }, 'format'],
    [{ format: 'ndjson', columns: 'id' }, 'columns'],
    [{ bodies: 'true' }, 'bodies'],
    [{ colour: 'red' }, 'colour'],
    [{ from: '2026-09-02', to: '2026-09-01' }, 'to'],
    [{ q: 'colour:red' }, 'q'],
  ])('does not take %j', async (parameters, field) => {
    const { status, text } = await exported(parameters as Record<string, string>);
    const [error] = (JSON.parse(text) as { errors: { field: string }[] }).errors;
    expect([status, error?.field.split('[')[0]]).toEqual([400, field]);
  });

  it('asks for a token', async () => {
    expect((await app.inject('/v1/events/export')).statusCode).toBe(401);
  });

  it.each(['csv', 'ndjson'])(
    'as %s is made no faster than it is read, and stops when its reader goes',
    async (format) => {
      const answer = await ask({ format });
      await sleep(300);
      expect(await activity()).toHaveLength(1);
      answer.destroy();
      await untilIdle();
    },
  );

  it('stops when its reader goes while the next row is still being looked for', async () => {
    await query(owner, SLOW_DOWN);
    const path = `/v1/events/export?${new URLSearchParams({ q: '-address:192.0.2.0/24' })}`;
    const request = get({ host: '127.0.0.1', port, path, headers: AUTHORIZATION, agent: false });
    request.on('error', () => undefined);
    await sleep(300);
    expect((await activity()).join()).toContain('address_within');
    request.destroy();
    await untilIdle();
  });

  it('is one of four at most', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask({})));
    const fifth = await exported({});
    expect([fifth.status, fifth.headers['retry-after'], JSON.parse(fifth.text).code]).toEqual([
      503,
      '30',
      'unavailable',
    ]);
    expect((await app.inject('/metrics')).body).toContain('trailkeeper_event_exports 4');
    for (const answer of answers) answer.destroy();
    await untilIdle();
    expect((await exported({ account: 'few' })).rows).toBe('3');
  });

  it('that breaks off has no trailer and no end', async () => {
    for (const format of ['csv', 'ndjson']) {
      const answer = await ask({ format });
      await sleep(200);
      await query(owner, TERMINATE);
      await expect(whole(answer)).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(answer.trailers).toEqual({});
    }
    await untilIdle();
  });

  it('breaks off when its process stops', async () => {
    const other = await startReporter(database.reporterUrl, { STOP_SECONDS: '1' });
    await other.listen(0, '127.0.0.1');
    const answer = await ask({}, portOf(other));
    const closing = other.close();
    const startedAt = performance.now();
    await sleep(700);
    expect(await activity()).toEqual([]);
    await expect(whole(answer)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await closing;
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});

const FIND_ACTIVITY = `
select activity.query
from pg_stat_activity activity
where activity.datname = current_database() and activity.usename = 'trailkeeper_reporter'
  and (activity.state <> 'idle' or activity.backend_xmin is not null)
  and activity.application_name = 'trailkeeper-reporter'
`;

const TERMINATE = `
select pg_terminate_backend(activity.pid)
from pg_stat_activity activity
where activity.datname = current_database() and activity.application_name = 'trailkeeper-reporter'
  and activity.backend_xmin is not null
`;

/** No event passes then, and looking at each takes 10 ms. */
const SLOW_DOWN = `
create or replace function address_within(addresses text, network inet) returns boolean
language plpgsql immutable strict parallel unsafe
as $$ begin perform pg_sleep(0.01); return true; end $$
`;
