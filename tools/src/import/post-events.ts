import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as TlsAgent, request as httpsRequest } from 'node:https';
import { gzipSync } from 'node:zlib';
import { type IngestAnswer, ingestAnswerSchema } from '@trailkeeper/contract';
import { z } from 'zod';
import { UnreadableFile } from './unreadable-file.js';

export interface Collector {
  url: string;
  ingestKey: string;
}

/** A request's body, to be read once. */
export interface Body {
  pieces: AsyncIterable<Buffer>;
  /** How long it is, when that is known before. */
  bytes?: number;
  isNdjson: boolean;
}

export type Answer =
  /** All that was sent is committed. */
  | { kind: 'taken'; tally: IngestAnswer }
  | { kind: 'refused'; status: number; code: string; detail: string; tally?: IngestAnswer; retryAfterSeconds?: number };

/** The way to the collector is broken: nobody listens, or the connection ended before an answer. */
export class ConnectionError extends Error {
  override name = 'ConnectionError';
}

/**
 * Posts one body to the collector, at the pace of the collector, and answers what it said, be it before the body's end. With
 * `fault` the content broke, and only what stands before that was sent. Throws ConnectionError, what the body's pieces throw, and AbortError.
 */
export async function postEvents(
  { url, ingestKey }: Collector,
  body: Body,
  signal: AbortSignal | undefined,
): Promise<Answer & { fault?: UnreadableFile | undefined }> {
  const isTls = url.startsWith('https:');
  const request = (isTls ? httpsRequest : httpRequest)(`${url}/v1/events`, {
    method: 'POST',
    agent: isTls ? TLS_AGENT : AGENT,
    timeout: SILENCE_MS,
    ...(signal && { signal }),
    headers: {
      authorization: `Bearer ${ingestKey}`,
      'content-type': body.isNdjson ? 'application/x-ndjson' : 'application/octet-stream',
      ...(body.bytes !== undefined && { 'content-length': body.bytes }),
    },
  });
  request.on('timeout', () => request.destroy(new Error(`nothing has moved for ${SILENCE_MS / 60_000} minutes`)));
  const answered = answerTo(request, signal);
  answered.catch(() => undefined); // it is met below, unless the body itself breaks
  const fault = await write(request, body.pieces);
  return { ...(await answered), fault };
}

/**
 * Whether the collector is there and takes the key: a body that holds nothing, which is allowed as gzip. Its database is not
 * asked with INGEST_KEY of the collector's own environment.
 */
export function postNothing(collector: Collector, signal?: AbortSignal): Promise<Answer> {
  const pieces = (async function* () {
    yield gzipSync('');
  })();
  return postEvents(collector, { pieces, isNdjson: false }, signal);
}

/**
 * Writes until the end, or until the collector has answered or gone. Where the content breaks, what stands before it is
 * ended as a whole body, so that the answer has its tally.
 */
async function write(request: ClientRequest, pieces: AsyncIterable<Buffer>): Promise<UnreadableFile | undefined> {
  let isOver = false;
  let goOn = (): void => undefined;
  const over = () => {
    isOver = true;
    goOn();
  };
  request.on('drain', () => goOn());
  request.on('response', over).on('error', over).on('close', over);
  try {
    for await (const piece of pieces) {
      if (isOver) return undefined;
      if (!request.write(piece)) await new Promise<void>((resolve) => (isOver ? resolve() : (goOn = resolve)));
    }
    request.end();
    return undefined;
  } catch (error) {
    if (!(error instanceof UnreadableFile)) {
      request.destroy();
      throw error;
    }
    request.end();
    return error;
  }
}

async function answerTo(request: ClientRequest, signal: AbortSignal | undefined): Promise<Answer> {
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += String(part);
    if (!request.writableEnded) request.destroy(); // it was answered in the middle of its body
    return read(response, text);
  } catch (error) {
    signal?.throwIfAborted();
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConnectionError(code ?? message, { cause: error });
  }
}

function read({ statusCode: status = 0, headers }: IncomingMessage, text: string): Answer {
  const json = parsed(text);
  const taken = ingestAnswerSchema.safeParse(json);
  if (status === 200 && taken.success) return { kind: 'taken', tally: taken.data };
  const problem = PROBLEM.safeParse(json);
  const retryAfterSeconds = Number(headers['retry-after'] ?? NaN);
  return {
    kind: 'refused',
    status,
    code: problem.data?.code ?? 'not_a_collector',
    detail: problem.data?.detail ?? 'The answer is none of a collector.',
    ...(problem.data?.tally && { tally: problem.data.tally }),
    ...(retryAfterSeconds >= 0 && { retryAfterSeconds }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const PROBLEM = z.object({ code: z.string(), detail: z.string(), tally: ingestAnswerSchema.optional() });

// Connections are used again: many small files, and each TLS handshake costs more than most of them.
const AGENT = new Agent({ keepAlive: true });
const TLS_AGENT = new TlsAgent({ keepAlive: true });

/** 5 min: the longest a collector that is at work has been silent for is seconds. */
const SILENCE_MS = 5 * 60_000;
