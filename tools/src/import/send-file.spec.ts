import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { IngestAnswer } from '@trailkeeper/contract';
import { ImportStopped, sendFile, type Sending, type Sent } from './send-file.js';

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Against a server that does what networks, proxies and databases do at times, and the collector cannot be made to. */
describe('sendFile', () => {
  const bytes = 4_000_000;
  let folder: string;
  let server: Server;
  let said: string[];
  let tallies: IngestAnswer[];

  /** Each request is handled by the next of `handles`, the last of them again and again. */
  async function send(handles: Handle[], changes: Partial<Sending> = {}): Promise<Sent> {
    let nth = 0;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void handles[Math.min(nth, handles.length - 1)]?.(request, response);
      nth += 1;
    });
    const file = { name: 'a.json', path: join(folder, 'a.json'), bytes, isGiven: true };
    const sending = {
      collector: {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ingestKey: 'a-key-for-this-test',
      },
      signal: new AbortController().signal,
      position: { bytes: 0, events: 0 },
      onTally: (tally: IngestAnswer) => void tallies.push(tally),
      say: (line: string) => void said.push(line),
      tries: 3,
      waitSeconds: () => 0.01,
    };
    return sendFile(file, { kind: 'events', isNdjson: false, isGzip: false }, { ...sending, ...changes });
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trailkeeper-send-'));
    writeFileSync(join(folder, 'a.json'), Buffer.alloc(bytes, '{}\n'));
    [said, tallies] = [[], []];
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('sends all of a file, with its length and the key', async () => {
    const takeIn: Handle = async (request, response) => {
      let received = 0;
      for await (const piece of request) received += (piece as Buffer).length;
      const { authorization, 'content-length': length } = request.headers;
      expect([received, authorization, length]).toEqual([bytes, 'Bearer a-key-for-this-test', String(bytes)]);
      answer(response, 200, TALLY);
    };
    expect(await send([takeIn])).toEqual({ kind: 'stored', tally: TALLY });
    expect(said).toEqual([]);
  });

  it('waits as long as it is asked to and sends again, also when the connection breaks in the middle', async () => {
    const away = problem(503, 'unavailable', { tally: { ...TALLY, stored: 7 } });
    const handles: Handle[] = [
      (_request, response) => answer(response.setHeader('retry-after', '1'), 503, away),
      (request) => void request.once('data', () => request.socket.destroy()),
      takeAll,
    ];
    const startedAt = performance.now();
    expect(await send(handles)).toEqual({ kind: 'stored', tally: TALLY });
    expect(performance.now() - startedAt).toBeGreaterThan(990);
    expect(said).toEqual([
      expect.stringMatching(
        /^a\.json: the collector answered 503 unavailable: .* Of it: .* stored 7 .*; sent again in 1 s \(try 2 of 3\)/,
      ),
      expect.stringMatching(/^a\.json: no answer \(E(CONNRESET|PIPE)\); sent again in 0\.01 s \(try 3 of 3\)/),
    ]);
    expect(tallies.map(({ stored }) => stored)).toEqual([7, TALLY.stored]);
  });

  it('takes an answer in the middle of the body, and does not try again what cannot be mended', async () => {
    const refused = await send([(_request, response) => answer(response, 413, problem(413, 'body_too_large'))]);
    expect(refused).toEqual({ kind: 'failed', reason: 'the collector answered 413 body_too_large: What is wrong.' });
    expect(said).toEqual([]);
  });

  it('gives a file up that breaks the connection each time, while the collector answers otherwise', async () => {
    const breakOff: Handle = (request) => request.socket.destroy();
    const sent = await send([breakOff, breakOff, breakOff, takeAll]);
    expect(sent).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/^not taken in 3 tries, at last: no answer/),
    });
  });

  it('stops the import when the collector stays away', async () => {
    const sending = send([(request) => request.socket.destroy()]);
    await expect(sending).rejects.toThrow(ImportStopped);
    await expect(sending).rejects.toThrow(/has been away for 3 tries/);
  });

  it('stops the import when the collector takes nothing for want of its database', async () => {
    const unavailable: Handle = (_request, response) => answer(response, 503, problem(503, 'unavailable'));
    // What the collector answers to a body without events while its database is away.
    const notReady: Handle = (request, response) =>
      request.url === '/health/ready'
        ? answer(response, 503, problem(503, 'not_ready', { checks: { database: 'disk_full' } }))
        : takeAll(request, response);
    const sending = send([unavailable, unavailable, unavailable, notReady]);
    await expect(sending).rejects.toThrow(ImportStopped);
    await expect(sending).rejects.toThrow(
      /for 3 tries and is not ready \(database: disk_full\), at last: .*unavailable/,
    );
  });

  it('gives up a file alone for which the collector is unavailable while it is ready', async () => {
    const unavailable: Handle = (_request, response) => answer(response, 503, problem(503, 'unavailable'));
    const ready: Handle = (_request, response) => answer(response, 200, { status: 'ok', checks: { database: 'ok' } });
    const sent = await send([unavailable, unavailable, unavailable, ready]);
    expect(sent).toEqual({ kind: 'failed', reason: expect.stringMatching(/^not taken in 3 tries, .* unavailable/) });
  });

  it('stops the import at once when the quarantine is full, with what is stored and the way out', async () => {
    const full = problem(503, 'quarantine_full', { tally: TALLY });
    const sending = send([(_request, response) => answer(response.setHeader('retry-after', '60'), 503, full)]);
    await expect(sending).rejects.toThrow(ImportStopped);
    await expect(sending).rejects.toThrow(/GET \/v1\/quarantine .* replay or discard .* QUARANTINE_MAX_BYTES/);
    expect([said, tallies]).toEqual([[], [TALLY]]);
  });

  it('stops the import when the key is refused, with what is stored', async () => {
    const revoked = problem(401, 'unauthorized', { tally: TALLY });
    const sending = send([(_request, response) => answer(response, 401, revoked)]);
    await expect(sending).rejects.toThrow(ImportStopped);
    await expect(sending).rejects.toThrow(/does not take this ingest key/);
    expect(tallies).toEqual([TALLY]);
  });

  it('ends at once when it is interrupted, while sending and while waiting', async () => {
    for (const handle of [() => undefined, (request: IncomingMessage) => void request.socket.destroy()]) {
      const interrupt = new AbortController();
      setTimeout(() => interrupt.abort(), 200);
      const sending = send([handle], { signal: interrupt.signal, waitSeconds: () => 30 });
      await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
      server.removeAllListeners('request');
    }
  });

  it('does not take any web server for a collector', async () => {
    const sent = await send([(_request, response) => void response.end('<html>Welcome</html>')]);
    expect(sent).toEqual({ kind: 'failed', reason: expect.stringContaining('200 not_a_collector') });
  });
});

const takeAll: Handle = (request, response) => {
  request.resume().once('end', () => answer(response, 200, TALLY));
};

function answer(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status;
  response.end(JSON.stringify(body));
}

function problem(status: number, code: string, members: object = {}): object {
  return { type: `urn:trailkeeper:problem:${code}`, title: code, status, code, detail: 'What is wrong.', ...members };
}

const TALLY: IngestAnswer = { received: 10, stored: 8, duplicates: 1, quarantined: 1, problems: [] };
