import type { FastifyReply, FastifyRequest } from 'fastify';
import { SECURITY_HEADERS } from '../requests/security-headers.js';
import { answerTo, PROBLEM_TYPE, problemOf } from './problem.js';

// Set for the answer that did not come about.
const STALE_HEADERS = [
  'content-length',
  'content-encoding',
  'content-disposition',
  'content-range',
  'etag',
  'last-modified',
];

/** Logs an exception if it is a fault of ours and answers it with a problem document. */
export function sendProblem(exception: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = answerTo(exception, request.method, request.raw.url?.split('?', 1)[0] ?? '');
  if (request.raw.aborted) return; // The request line says so; there is nobody to answer.
  if (answer.isFault) request.log.error({ err: exception }, 'request failed');
  else if (answer.status >= 500) request.log.warn({ err: exception }, 'request refused');
  if (reply.sent || reply.raw.headersSent) {
    // Half an answer is out: cutting it off is the only honest sign left.
    reply.raw.destroy();
    return;
  }
  for (const name of STALE_HEADERS) reply.removeHeader(name);
  void reply
    .code(answer.status)
    // Again, because a URL that cannot be decoded is refused before any hook runs.
    .headers({ ...SECURITY_HEADERS, 'x-request-id': request.id, ...answer.headers })
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemOf(answer, request.id)));
}

/** Answers a URL the router cannot read. No hook runs for these, so the request line is logged here. */
export function sendRouterProblem(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(error, request, reply);
  request.log.info({ method: request.method, route: 'none', status: reply.statusCode }, 'request');
}
