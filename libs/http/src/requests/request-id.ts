import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

// Long enough for any tracing id in use, and nothing in it that could forge a log line or a header.
const SANE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

/** The caller's own `x-request-id` if it is a sane one, else a new uuid. */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
}
