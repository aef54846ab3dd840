import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';

/**
 * Silences Fastify's own two lines per request, which hold the URL and with it whatever a query holds: logRequests writes
 * one without. Of what Fastify alone sees, answers that break off are still told.
 */
export class QuietLogController extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' });
  }

  override incomingRequest(): void {}

  override requestCompleted(): void {}

  override routeNotFound(): void {}

  override defaultErrorLog(): void {}

  override writeHeadError(error: Error, _: FastifyRequest, reply: FastifyReply): void {
    reply.log.warn({ err: error }, 'answer could not be begun');
  }

  override streamError(error: Error & { code?: string }, _: FastifyRequest, reply: FastifyReply): void {
    // The client went away: the request line says so.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') reply.log.warn({ err: error }, 'answer broke off');
  }
}
