import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import { clientGone } from './client-gone.js';

let app: FastifyInstance;
let asked: (reply: FastifyReply) => void;

beforeAll(async () => {
  app = fastify({ forceCloseConnections: true });
  app.get('/', (_request, reply) => asked(reply));
  await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(() => app.close());

/** A client that waits for an answer, and the answer. */
function ask(): Promise<{ client: Socket; reply: FastifyReply }> {
  const { port } = app.server.address() as { port: number };
  const client = connect(port, '127.0.0.1', () => client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
  client.on('error', () => undefined);
  // In an object: a reply itself can be awaited, and comes when it has been sent.
  return new Promise((resolve) => (asked = (reply) => resolve({ client, reply })));
}

it('tells when a client goes, also one that had gone before anybody asked', async () => {
  const { client, reply } = await ask();
  const signal = clientGone(reply);
  expect(signal.aborted).toBe(false);
  client.destroy();
  await once(reply.raw, 'close');
  expect([signal.aborted, clientGone(reply).aborted]).toEqual([true, true]);
});

it('does not take a client that has its answer for gone', async () => {
  const { client, reply } = await ask();
  const signal = clientGone(reply);
  void reply.header('connection', 'close').send('answer');
  client.resume();
  await once(client, 'close');
  expect([signal.aborted, clientGone(reply).aborted]).toEqual([false, false]);
});
