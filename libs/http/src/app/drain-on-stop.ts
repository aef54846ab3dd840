import type { FastifyInstance } from 'fastify';

// Below the 10 s that Docker waits before it kills.
const DRAIN_MS = 8000;

/**
 * Lets running requests end when the app stops, closes their connections as they fall idle, and cuts off what is left
 * after `drainMs`. Node alone would wait for kept-alive connections until they time out (72 s with Fastify).
 */
export function drainOnStop(fastify: FastifyInstance, drainMs = DRAIN_MS): void {
  fastify.addHook('preClose', (done) => {
    const sweep = setInterval(() => fastify.server.closeIdleConnections(), 50);
    const cutOff = setTimeout(() => {
      fastify.log.warn({ drainMs }, 'requests still running are cut off');
      fastify.server.closeAllConnections();
    }, drainMs);
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
