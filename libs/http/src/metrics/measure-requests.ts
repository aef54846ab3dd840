import type { FastifyInstance } from 'fastify';
import { Gauge, Histogram, type Registry } from 'prom-client';
import { onRequestEnd } from '../requests/request-end.js';

// Seconds. From a probe (1 ms) to an import of a large archive (30 s).
const BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Measures every request by method, route pattern and status (`aborted` when the client went away), and counts those under way. */
export function measureRequests(fastify: FastifyInstance, registry: Registry): void {
  const histogram = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  const inFlight = new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests that have begun and are not answered yet, the scrape itself included.',
    registers: [registry],
  });
  fastify.addHook('onRequest', (_request, _reply, done) => {
    inFlight.inc();
    done();
  });
  onRequestEnd(fastify, (_, { method, route, status, ms }) => {
    inFlight.dec();
    histogram.observe({ method, route, status: String(status) }, ms / 1000);
  });
}
