import { Readable } from 'node:stream';
import { ApiError } from '@trailkeeper/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { byteRange } from './byte-range.js';

/** A file that never changes, read as it is sent. Its name is safe in a header: ids, letters, digits, `.`, `_` and `-`. */
export interface SentFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The bytes from `first` to `last`, included. */
  readonly read: (bounds: { first: number; last: number }) => AsyncIterable<Buffer>;
}

/** What the documentation of a route says of the answers of `sendFile`. */
export function fileResponses(what: string, contentType: string) {
  return {
    200: { description: what, contentType },
    206: { description: 'The part asked for.', contentType },
    304: 'The file is the one you have (`If-None-Match`).',
    416: 'The file has no such part.',
  };
}

/** Answers with a file or the part asked for (RFC 9110 13 and 14). Throws ApiError 416. */
export async function sendFile(
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  file: SentFile,
): Promise<void> {
  const etag = `"${file.sha256}"`;
  reply.headers({
    etag,
    'accept-ranges': 'bytes',
    // The bytes never change, but whoever has lost the right to them must not get them from a cache.
    'cache-control': 'private, no-cache',
  });
  if (matches(request.headers['if-none-match'], etag)) return void reply.code(304).send();

  const ifRange = request.headers['if-range'];
  const isRangeMeant = ifRange === undefined || ifRange === etag;
  const range = byteRange(isRangeMeant ? request.headers.range : undefined, file.bytes);
  if (range.kind === 'outside') throw outside(file);
  const { first, last } = range.kind === 'part' ? range : { first: 0, last: file.bytes - 1 };
  if (range.kind === 'part') reply.code(206).header('content-range', `bytes ${first}-${last}/${file.bytes}`);
  reply.headers({
    'content-type': file.mediaType,
    'content-length': last - first + 1,
    'content-disposition': `attachment; filename="${file.name}"`,
  });
  // HEAD is answered with a stream too: for no content at all Fastify would set a length of 0.
  const content = request.method === 'HEAD' ? [] : file.read({ first, last });
  await reply.send(Readable.from(content, { objectMode: false }));
}

function matches(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*') ?? false;
}

function outside({ name, bytes }: SentFile): ApiError {
  const headers = { 'content-range': `bytes */${bytes}` };
  return new ApiError('range_not_satisfiable', 416, `${name} has ${bytes} bytes; the range lies outside.`, { headers });
}
