import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FastifyInstance, fastify } from 'fastify';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EndedRequest, onRequestEnd } from './request-end.js';

const ended: EndedRequest[] = [];
let app: FastifyInstance;
let port = 0;

beforeAll(async () => {
  app = fastify();
  onRequestEnd(app, (_, one) => ended.push(one));
  app.get('/slow/:id', () => sleep(150).then(() => ({ done: true })));
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as { port: number }).port;
});
afterAll(() => app.close());

it('tells once of every request, answered or given up by its client', async () => {
  await fetch(`http://127.0.0.1:${port}/slow/1?token=x`).then((answer) => answer.text());
  const socket = connect(port, '127.0.0.1', () => socket.write('GET /slow/2 HTTP/1.1\r\nhost: x\r\n\r\n'));
  await sleep(60);
  socket.destroy();
  await sleep(250);
  await fetch(`http://127.0.0.1:${port}/nothing`).then((answer) => answer.text());
  await sleep(20);
  expect(ended).toEqual([
    { method: 'GET', route: '/slow/:id', status: 200, ms: expect.any(Number) },
    { method: 'GET', route: '/slow/:id', status: 'aborted', ms: expect.any(Number) },
    { method: 'GET', route: 'none', status: 404, ms: expect.any(Number) },
  ]);
});
