import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ApiError } from '@trailkeeper/http';

/**
 * The body without its compression, whether `Content-Encoding` says so or its first bytes do (a `.json.gz` sent as it
 * is). Works off the main thread and stops at `maxBytes`, however little a bomb weighs. Throws ApiError 415 for another
 * encoding, 413 when it is too large, 400 when it is broken.
 */
export async function inflateBody(body: Buffer, contentEncoding = '', maxBytes: number): Promise<Buffer> {
  const encodings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const unknown = encodings.find((name) => name !== '' && name !== 'identity' && !GZIP_NAMES.has(name));
  if (unknown !== undefined) {
    throw new ApiError('unsupported_encoding', 415, 'Content-Encoding must be gzip or absent.');
  }
  let inflated = body;
  let declared = encodings.filter((name) => GZIP_NAMES.has(name)).length;
  for (let layer = 0; declared > 0 || isGzip(inflated); layer += 1, declared -= 1) {
    if (layer === MAX_LAYERS) throw invalidGzip(`it is compressed more than ${MAX_LAYERS} times`);
    inflated = await inflate(inflated, maxBytes);
  }
  return inflated;
}

async function inflate(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await gunzipAsync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new ApiError('body_too_large', 413, `The body has more than ${maxBytes} bytes when decompressed.`);
    }
    throw invalidGzip('it is damaged or ends too early');
  }
}

function invalidGzip(reason: string): ApiError {
  return new ApiError('invalid_gzip', 400, `The body cannot be decompressed: ${reason}. Nothing of it was stored.`);
}

/** Whether the body may grow: it says that it is compressed, or begins as gzip does (RFC 1952 2.3.1). */
export function isCompressed(body: Buffer, contentEncoding = ''): boolean {
  return isGzip(body) || /gzip/i.test(contentEncoding);
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

const gunzipAsync = promisify(gunzip) as (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;
const GZIP_NAMES: ReadonlySet<string> = new Set(['gzip', 'x-gzip']);

/** 2: a proxy that compresses what was a `.gz` file already. */
const MAX_LAYERS = 2;
