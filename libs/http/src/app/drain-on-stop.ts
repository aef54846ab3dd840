import type { FastifyInstance } from 'fastify';
import { type Stopping, stoppingError } from './stopping.js';

/** Asked while a process stops too: that it stops is what they tell. */
const STILL_ANSWERED = /^\/(?:health|metrics)(?:[/?]|$)/;

/**
 * Lets running requests end when the app stops, refuses those that come on connections that are kept alive, closes these as
 * they fall idle, and cuts off what is left after the limit. Node alone would wait for them until they time out (72 s
 * with Fastify).
 */
export function drainOnStop(fastify: FastifyInstance, stopping: Stopping): void {
  const { limitMs } = stopping.times;
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (stopping.hasBegun && !STILL_ANSWERED.test(request.url)) done(stoppingError());
    else done();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (stopping.hasBegun) reply.header('connection', 'close');
    done();
  });
  fastify.addHook('preClose', (done) => {
    stopping.begin();
    const sweep = setInterval(() => fastify.server.closeIdleConnections(), 50);
    const cutOff = setTimeout(() => {
      fastify.log.warn({ limitMs }, 'requests still running are cut off');
      fastify.server.closeAllConnections();
    }, limitMs);
    fastify.server.once('close', () => {
      clearInterval(sweep);
      clearTimeout(cutOff);
    });
    // Neither may keep alive a process that never listened.
    sweep.unref();
    cutOff.unref();
    done();
  });
}
