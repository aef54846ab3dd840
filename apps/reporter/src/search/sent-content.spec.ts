import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type FastifyInstance, fastify } from 'fastify';
import { SentContent } from './sent-content.js';

const PIECE = Buffer.alloc(64 * 1024, 'x');

describe('content that is sent as it is made', () => {
  let app: FastifyInstance;
  let pieces = 0;
  let ended: Promise<unknown> | undefined;
  let signal: AbortSignal;
  const stop = new AbortController();

  afterEach(() => app.close());

  /** Sends for ever; gives the socket of a reader who does not read. */
  async function sendTo(stalledMs: number, mustEnd = new AbortController().signal) {
    app = fastify({ forceCloseConnections: true });
    pieces = 0;
    ended = undefined;
    app.get('/', (_request, reply) => {
      const sent = new SentContent(reply, { mustEnd, stalledMs });
      signal = sent.signal;
      sent.begin();
      ended = (async () => {
        for (; ; pieces += 1) await sent.write(PIECE);
      })().catch((fault: unknown) => {
        sent.breakOff(fault);
        return sent.signal.reason as unknown;
      });
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
    socket.pause().on('error', () => undefined);
    while (ended === undefined) await sleep(5);
    return socket;
  }

  it('is made no faster than it is read', async () => {
    const socket = await sendTo(60_000);
    await sleep(700);
    const made = pieces;
    await sleep(300);
    expect(pieces).toBe(made);
    socket.resume();
    await sleep(300);
    expect(pieces).toBeGreaterThan(made);
    socket.destroy();
    expect(await ended).toMatchObject({ message: 'the reader has gone' });
  });

  it('is cut off when its reader takes nothing for too long', async () => {
    const socket = await sendTo(400);
    expect(await ended).toMatchObject({ message: 'the reader took nothing for 400 ms' });
    socket.resume();
    await once(socket, 'close');
    expect(signal.aborted).toBe(true);
  });

  it('is cut off when its process must end', async () => {
    const socket = await sendTo(60_000, stop.signal);
    await sleep(300);
    stop.abort(new Error('it stops'));
    expect(await ended).toMatchObject({ message: 'it stops' });
    socket.resume();
    await once(socket, 'close');
  });
});
