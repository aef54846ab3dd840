import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SentContent } from '../sent-content.js';

/**
 * Sends what is exported, with its digest (RFC 9530) and the number of its rows behind it: the head with the first piece, the
 * end when all is there. Fails as the pieces do, and when `sent.signal` aborts.
 */
export async function sendExport(
  pieces: AsyncGenerator<Buffer, number, undefined>,
  { request, reply, sent }: { request: FastifyRequest; reply: FastifyReply; sent: SentContent },
): Promise<void> {
  // HTTP/1.0 knows no trailers.
  const hasTrailer = request.raw.httpVersion !== '1.0';
  const digest = createHash('sha256');
  let rows: number;
  try {
    let next = await pieces.next();
    if (hasTrailer) reply.header('trailer', 'Content-Digest, Trailkeeper-Rows');
    sent.begin();
    for (; !next.done; next = await pieces.next()) {
      digest.update(next.value);
      await sent.write(next.value);
    }
    rows = next.value;
  } finally {
    await pieces.return(0);
  }
  if (hasTrailer) {
    const sha256 = digest.digest('base64');
    reply.raw.addTrailers({ 'Content-Digest': `sha-256=:${sha256}:`, 'Trailkeeper-Rows': String(rows) });
  }
  await sent.end();
}
