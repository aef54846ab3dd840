import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface EndedRequest {
  method: string;
  /** The pattern, `/v1/events/:id`, never the URL: that may hold ids and secrets. `none` where no route matched. */
  route: string;
  /** `aborted`: the client was gone before the answer was. */
  status: number | 'aborted';
  ms: number;
}

/** Calls `listener` once for every request, when its answer is out or its connection is gone. */
export function onRequestEnd(
  fastify: FastifyInstance,
  listener: (request: FastifyRequest, ended: EndedRequest) => void,
): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    let isAnswered = false;
    reply.raw.once('finish', () => (isAnswered = true));
    // 'close' and not Fastify's onResponse, which stays silent about clients that went away.
    reply.raw.once('close', () => {
      listener(request, {
        method: request.method,
        route: request.is404 ? 'none' : (request.routeOptions.url ?? 'none'),
        status: isAnswered ? reply.raw.statusCode : 'aborted',
        ms: Math.round((performance.now() - startedAt) * 10) / 10,
      });
    });
    done();
  });
}
