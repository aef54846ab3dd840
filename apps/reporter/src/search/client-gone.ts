import type { FastifyReply } from 'fastify';

/** Aborts when the connection ends before the answer is out: then nobody waits for it any more. */
export function clientGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
