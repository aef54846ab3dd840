import type { FastifyReply } from 'fastify';

/** Aborts when the connection ends before the answer is out: then nobody waits for it any more. */
export function clientGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const tell = () => {
    if (!reply.raw.writableFinished) gone.abort(new Error('the reader has gone'));
  };
  if (reply.raw.destroyed) tell();
  else reply.raw.once('close', tell);
  return gone.signal;
}
