import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { IngestAnswer } from '@trailkeeper/contract';
import { anEvent } from './an-event.js';
import { gzipped, INGEST_KEY, startSystem, type TestSystem } from './collector.js';
import { rawRequest } from './raw-request.js';

let system: TestSystem;
let url = '';

const LIMIT = 8 * 1024 * 1024;

beforeAll(async () => {
  system = await startSystem({ SENDER_IDLE_SECONDS: '2', MAX_BODY_BYTES: String(LIMIT) });
  await system.collectors[0]?.listen(0, '127.0.0.1');
  url = (await system.collectors[0]?.getUrl()) ?? '';
});
afterAll(() => system.stop());

afterEach(async () => {
  const accounts = await system.accounts();
  expect([accounts.stored, accounts.counted]).toEqual([accounts.events, accounts.events]);
  expect(accounts.received).toBe(accounts.stored + accounts.duplicates + accounts.quarantined);
});

const key = { authorization: `Bearer ${INGEST_KEY}` };
const chunked = { ...key, 'transfer-encoding': 'chunked' };
const line = (name: string, at: number) => `${JSON.stringify(anEvent({ correlationId: `${name}-${at}` }))}\n`;
const lines = (name: string, count: number) => Array.from({ length: count }, (_, at) => line(name, at)).join('');
const storedOf = async (name: string) =>
  (
    await system.rows<{ count: number }>(`select count(*)::int from audit_event where correlation_id like '${name}-%'`)
  )[0]?.count;

async function until<Value>(ask: () => Promise<Value> | Value, isRight: (value: Value) => boolean): Promise<Value> {
  for (const deadline = Date.now() + 15_000; ; await sleep(20)) {
    const value = await ask();
    if (isRight(value)) return value;
    if (Date.now() > deadline) throw new Error('What was waited for has not come');
  }
}

const closed = (socket: Socket) =>
  until(
    () => socket.closed,
    (isClosed) => isClosed,
  );

describe('a body that comes slowly', () => {
  it('in chunks of odd sizes is read as it is', async () => {
    const request = await rawRequest(url, chunked);
    const body = Buffer.from(`\ufeff[${lines('é slow', 30).trim().replaceAll('\n', ',\r\n')}]`);
    for (let at = 0, size = 1; at < body.length; at += size, size = ((size * 7) % 997) + 1) {
      await request.writeChunk(body.subarray(at, at + size));
      if (at % 5 === 0) await sleep(2);
    }
    await request.writeChunk();
    expect(await request.answer()).toMatchObject({ status: 200, body: { received: 30, stored: 30 } });
    request.socket.destroy();
  });

  it('is stored while it comes: what has arrived does not wait for its end', async () => {
    const request = await rawRequest(url, chunked);
    await request.writeChunk(lines('live', 3));
    await until(
      () => storedOf('live'),
      (count) => count === 3,
    );
    await request.writeChunk(`${line('live', 3)}${line('live', 0)}`);
    await request.writeChunk();
    expect(await request.answer()).toMatchObject({ status: 200, body: { received: 5, stored: 4, duplicates: 1 } });
    request.socket.destroy();
  });

  it('and then no more is given up with 408, the tally, and a closed connection', async () => {
    const request = await rawRequest(url, chunked);
    const startedAt = performance.now();
    await request.writeChunk(`${lines('idle', 7)}{"action":`);
    const answer = await request.answer();
    expect(performance.now() - startedAt).toBeGreaterThan(1_900);
    expect(answer).toMatchObject({ status: 408, body: { code: 'request_timeout', tally: { received: 7, stored: 7 } } });
    expect(answer.headers).toMatch(/connection: close/i);
    await closed(request.socket);
    expect(await storedOf('idle')).toBe(7);
  });

  it('never at all is given up too, with nothing stored', async () => {
    const request = await rawRequest(url, { ...key, 'content-length': '100' });
    const answer = await request.answer();
    expect(answer).toMatchObject({ status: 408, body: { code: 'request_timeout' } });
    expect(answer.body.detail).toMatch(/Nothing of it was stored/);
    expect(answer.body.tally).toBeUndefined();
  });

  it('for longer than a sender may be silent is taken in as long as it gets on', async () => {
    const request = await rawRequest(url, chunked);
    for (let at = 0; at < 6; at += 1) {
      await request.writeChunk(line('steady', at));
      await sleep(600);
    }
    await request.writeChunk();
    expect(await request.answer()).toMatchObject({ status: 200, body: { received: 6, stored: 6 } });
    request.socket.destroy();
  });
});

describe('a body that breaks', () => {
  it('because its sender goes leaves what was committed, and the tally in the log', async () => {
    const request = await rawRequest(url, chunked);
    await request.writeChunk(lines('gone', 1_500));
    await until(
      () => storedOf('gone'),
      (count) => count === 1_500,
    );
    await request.writeChunk(lines('lost', 2));
    request.socket.destroy();
    const logged = await until(
      () => system.log.lines().filter((entry) => /broke off/.test(String(entry.msg)) && entry['received'] === 1_500),
      (found) => found.length > 0,
    );
    expect(logged).toEqual([
      expect.objectContaining({ level: 'warn', received: 1_500, stored: 1_500, key: 'INGEST_KEY' }),
    ]);
    expect(await storedOf('lost')).toBe(0);
  });

  it('because its chunks are damaged is answered with the tally', async () => {
    const request = await rawRequest(url, chunked);
    await request.writeChunk(lines('chunks', 1_200));
    await until(
      () => storedOf('chunks'),
      (count) => count === 1_200,
    );
    await request.write('no length\r\n');
    const answer = await request.answer();
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'broken_body', tally: { received: 1_200, stored: 1_200 } },
    });
    expect(answer.headers).toMatch(/connection: close/i);
    await closed(request.socket);
    expect(request.received().match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('because it ends too early is answered, if the sender still listens', async () => {
    const request = await rawRequest(url, { ...key, 'content-length': '1000000' });
    await request.write(lines('early', 4));
    request.socket.end();
    expect(await request.answer()).toMatchObject({ status: 400, body: { code: 'broken_body' } });
    expect(await storedOf('early')).toBe(0);
  });

  it('because its gzip is damaged after some chunks is answered with the tally', async () => {
    const members = [gzipped(lines('damaged', 2_500)), gzipped(randomBytes(200_000).toString('base64'))];
    members[1]?.fill(0xff, 50_000, 50_100);
    const answer = await post(Buffer.concat(members), { 'content-encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_gzip', tally: { stored: 2_000 } } });
    expect(await storedOf('damaged')).toBe(2_000);
    const again = await post(gzipped(lines('damaged', 2_500)));
    expect(again).toMatchObject({ status: 200, body: { received: 2_500, stored: 500, duplicates: 2_000 } });
  });

  it('because it is over the limit midway is answered with the tally', async () => {
    const count = Math.ceil((1.2 * LIMIT) / line('large', 0).length);
    const answer = await post(Readable.from(chunksOf(lines('large', count))));
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
    const { tally } = answer.body as { tally: IngestAnswer };
    expect(tally.stored).toBeGreaterThan(4_000);
    expect(await storedOf('large')).toBe(tally.stored);
    const inside = await post(gzipped(lines('large', count)));
    expect(inside).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });

  it('for being over the limit by its own word is refused unread', async () => {
    const request = await rawRequest(url, { ...key, 'content-length': String(LIMIT + 1), expect: '100-continue' });
    const answer = await request.answer();
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
    expect(request.received()).not.toMatch(/100 Continue/);
  });
});

describe('a compressed body', () => {
  it('is stored while it comes, however many members it has', async () => {
    const source = Readable.from(
      (function* () {
        for (let at = 0; at < 5_000; at += 1) yield line('zipped', at);
      })(),
    );
    const members = Buffer.concat([gzipped(lines('zip', 10)), gzipped(''), gzipped(lines('zip', 12))]);
    const parts: Buffer[] = [members];
    await pipeline(source, createGzip(), async (compressed: AsyncIterable<Buffer>) => {
      for await (const part of compressed) parts.push(part);
    });
    const body = Buffer.concat(parts);
    const answer = await post(Readable.from(chunksOf(body, 777)));
    expect(answer).toMatchObject({ status: 200, body: { received: 5_022, stored: 5_012, duplicates: 10 } });
  });

  it('is what it is, wherever it is cut', async () => {
    const bytes = gzipped(gzipped(lines('bytewise', 3)));
    const answer = await post(Readable.from(chunksOf(bytes, 1)));
    expect(answer).toMatchObject({ status: 200, body: { received: 3, stored: 3 } });
    expect(await post(bytes.subarray(0, -1))).toMatchObject({ status: 400, body: { code: 'invalid_gzip' } });
  });
});

describe('Expect: 100-continue', () => {
  it('is answered once the key is known to be good', async () => {
    const body = lines('asked', 2);
    const request = await rawRequest(url, { ...key, expect: '100-continue', 'content-length': String(body.length) });
    await until(
      () => request.received(),
      (text) => text.startsWith('HTTP/1.1 100 Continue'),
    );
    await request.write(body);
    expect(await request.answer()).toMatchObject({ status: 200, body: { stored: 2 } });
    expect(request.received().match(/100 Continue/g)).toHaveLength(1);
    request.socket.destroy();
  });

  it.each([
    ['a wrong key', { authorization: 'Bearer another-key-of-the-tests' }, 401],
    ['an encoding that is not read', { ...key, 'content-encoding': 'br' }, 415],
  ])('is not, with %s: the answer comes without the body', async (_name, headers, status) => {
    const request = await rawRequest(url, { ...headers, expect: '100-continue', 'content-length': '1000' });
    const answer = await request.answer();
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatch(/connection: close/i);
    await closed(request.socket);
    expect(request.received()).not.toMatch(/100 Continue/);
  });
});

describe('a connection', () => {
  it('is closed when a sender goes on after its answer', async () => {
    const request = await rawRequest(url, {
      authorization: 'Bearer another-key-of-the-tests',
      'content-length': '999999999',
    });
    expect((await request.answer()).status).toBe(401);
    const startedAt = performance.now();
    while (!request.socket.closed && performance.now() - startedAt < 15_000) {
      request.socket.write(Buffer.alloc(1_000, ' '));
      await sleep(50);
    }
    expect(request.socket.closed).toBe(true);
  }, 30_000);

  it('can be used again after an answer to a body that was read', async () => {
    const request = await rawRequest(url, { ...chunked, 'content-encoding': 'br' });
    expect((await request.answer()).status).toBe(415);
    await request.writeChunk(lines('unread', 1));
    await request.writeChunk();
    const body = lines('after', 1);
    await request.write(
      `POST /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: ${key.authorization}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await until(
      () => request.received(),
      (text) => /"stored":1/.test(text),
    );
    expect(await storedOf('unread')).toBe(0);
    request.socket.destroy();
  });

  it('may call its content anything', async () => {
    for (const type of ['', 'nonsense', 'a/b/c', 'application/json; charset', '///', ';']) {
      const body = lines(`typed ${type.length}`, 1);
      const request = await rawRequest(url, { ...key, 'content-type': type, 'content-length': String(body.length) });
      await request.write(body);
      expect([type, await request.answer()]).toMatchObject([type, { status: 200 }]);
      request.socket.destroy();
    }
  });
});

it('gives health checks their turn while a large body is taken in', async () => {
  const count = Math.floor((0.9 * LIMIT) / line('busy', 0).length);
  const taken = post(Readable.from(chunksOf(lines('busy', count))));
  let worst = 0;
  const isTaken = taken.then(() => true);
  while (!(await Promise.race([isTaken, sleep(10, false)]))) {
    const startedAt = performance.now();
    await (await fetch(`${url}/health/live`)).text();
    worst = Math.max(worst, performance.now() - startedAt);
  }
  expect((await taken).body).toMatchObject({ stored: count });
  // Against a thread that is blocked for seconds; figures are in docs/adr/0009-streaming-ingest.md.
  expect(worst).toBeLessThan(1_000);
});

function* chunksOf(body: string | Buffer, size = 50_000): Generator<Buffer> {
  const bytes = Buffer.from(body as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Over a socket; a stream goes out as it comes, in chunks. */
async function post(
  body: Buffer | Readable,
  headers: Record<string, string> = {},
): Promise<{ status: number | undefined; body: unknown }> {
  const request = httpRequest(`${url}/v1/events`, { method: 'POST', headers: { ...key, ...headers } });
  const answered = once(request, 'response');
  answered.catch(() => undefined);
  request.on('error', () => undefined);
  if (Buffer.isBuffer(body)) request.end(body);
  else body.pipe(request);
  const [response] = (await answered) as [IncomingMessage];
  let text = '';
  for await (const part of response) text += String(part);
  if (!Buffer.isBuffer(body)) body.unpipe(request).destroy();
  request.destroy();
  return { status: response.statusCode, body: JSON.parse(text) as unknown };
}
