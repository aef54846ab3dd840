import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { BodyFault } from './body-fault.js';

type Pieces = AsyncGenerator<Buffer, void, void>;

/** A body without its compression. */
export interface OpenedBody {
  pieces: Pieces;
  isCompressed: boolean;
}

/**
 * Takes the compression off a body as it comes, whether `Content-Encoding` says so or its first bytes do (a `.json.gz` sent
 * as it is). Works off the main thread, never ahead of who takes the pieces, and stops at `maxBytes`, however little a bomb
 * weighs. Throws BodyFault 415 for another encoding; the pieces throw 413 when there are too many bytes, 400 when they are broken.
 */
export async function openBody(
  sent: Pieces,
  {
    contentEncoding = '',
    maxBytes = Infinity,
  }: { contentEncoding?: string | undefined; maxBytes?: number | undefined },
): Promise<OpenedBody> {
  const encodings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const unknown = encodings.find((name) => name !== '' && name !== 'identity' && !GZIP_NAMES.has(name));
  if (unknown !== undefined) {
    throw new BodyFault('unsupported_encoding', 415, 'Content-Encoding must be gzip or absent.');
  }
  let isCompressed = false;
  let declared = encodings.filter((name) => GZIP_NAMES.has(name)).length;
  let body = await beginningOf(atMost(maxBytes, 'as sent', sent));
  for (let layer = 0; declared > 0 || isGzip(body.head); layer += 1, declared -= 1) {
    if (layer === MAX_LAYERS) throw invalidGzip(`it is compressed more than ${MAX_LAYERS} times`);
    body = await beginningOf(atMost(maxBytes, 'when decompressed', inflate(body.pieces)));
    isCompressed = true;
  }
  return { pieces: body.pieces, isCompressed };
}

/** What a body begins with, two bytes at least if it has them, and all of it, once. */
async function beginningOf(body: Pieces): Promise<{ head: Buffer; pieces: Pieces }> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await body.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  async function* pieces(): Pieces {
    if (head.length > 0) yield head;
    yield* body;
  }
  return { head, pieces: pieces() };
}

async function* inflate(compressed: Pieces): Pieces {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  // What breaks the compressed side ends the other one with the same error.
  pipeline(compressed, gunzip).catch(() => undefined);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    throw error instanceof BodyFault ? error : invalidGzip('it is damaged or ends too early');
  }
}

async function* atMost(maxBytes: number, when: string, body: Pieces): Pieces {
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes, when);
    yield piece;
  }
}

/** For a body over the limit; `when` is `as sent` or `when decompressed`. */
export function tooLarge(maxBytes: number, when: string): BodyFault {
  return new BodyFault('body_too_large', 413, `The body has more than the ${maxBytes} bytes allowed, ${when}.`);
}

function invalidGzip(reason: string): BodyFault {
  return new BodyFault('invalid_gzip', 400, `The body cannot be decompressed: ${reason}.`);
}

/** RFC 1952 2.3.1. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

const GZIP_NAMES: ReadonlySet<string> = new Set(['gzip', 'x-gzip']);

/** 2: a proxy that compresses what was a `.gz` file already. */
const MAX_LAYERS = 2;

const PIECE_BYTES = 64 * 1024;
