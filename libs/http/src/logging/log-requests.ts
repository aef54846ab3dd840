import type { FastifyInstance } from 'fastify';
import { onRequestEnd } from '../requests/request-end.js';

// Asked every few seconds by probes and scrapers: at info they would drown the rest.
const QUIET_ROUTES = new Set(['/health/live', '/health/ready', '/metrics']);

/** Logs one line per request, with its id. */
export function logRequests(fastify: FastifyInstance): void {
  onRequestEnd(fastify, (request, ended) => {
    request.log[QUIET_ROUTES.has(ended.route) ? 'debug' : 'info'](ended, 'request');
  });
}
