import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DeliveryError } from '../target-kind.js';
import { callFault } from './call-fault.js';
import { readAnswer } from './read-answer.js';

export interface Call {
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly content: () => AsyncIterable<Buffer>;
  readonly lookup: LookupFunction;
  readonly ca?: string;
  readonly connectMs: number;
  /** Ends it early; how long it may take is up to whoever calls. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** The words after the status. */
  readonly reason: string;
  readonly location: string | undefined;
  /** It came when all was sent. */
  readonly isWhole: boolean;
  /** The beginning of its body. */
  readonly text: string;
}

/**
 * Posts a body on a connection of its own and gives the answer, whatever its status; no redirect is followed. Throws
 * DeliveryError, which may have arrived from when all was sent; also for a 2xx that came before that.
 */
export async function postBody(call: Call): Promise<Answer> {
  const { url, headers, lookup, ca, connectMs, signal } = call;
  const isTls = url.protocol === 'https:';
  const request = (isTls ? requestHttps : requestHttp)(url, {
    method: 'POST',
    headers,
    agent: false,
    lookup,
    // Else NODE_TLS_REJECT_UNAUTHORIZED=0 of the environment would let any certificate pass.
    rejectUnauthorized: true,
    ...(ca !== undefined && { ca }),
  });
  const progress: Progress = { isConnected: false, givenBytes: 0, isSent: false };
  const breakOff = (message: string) => request.destroy(faultOf(message));
  const faultOf = (message: string, cause?: unknown) =>
    new DeliveryError(message, { cause, mayHaveArrived: progress.isConnected && progress.isSent });

  const connecting = setTimeout(
    () => breakOff(`${url.host} did not take the connection within ${seconds(connectMs)}.`),
    connectMs,
  );
  const onAbort = () => breakOff('The delivery was broken off.');
  signal.addEventListener('abort', onAbort);
  try {
    request.once('socket', (socket) =>
      socket.once(isTls ? 'secureConnect' : 'connect', () => {
        progress.isConnected = true;
        clearTimeout(connecting);
      }),
    );
    if (signal.aborted) onAbort();
    const { response, sent } = await responseTo(request, sentContent(call, progress));
    if (isGood(response)) await allSent(sent, response, { call, progress });
    return {
      status: response.statusCode ?? 0,
      reason: response.statusMessage ?? '',
      location: response.headers.location,
      isWhole: progress.isSent,
      text: await readAnswer(response),
    };
  } catch (error) {
    if (progress.contentFault !== undefined) throw progress.contentFault;
    if (error instanceof DeliveryError) throw error;
    const message = callFault(error, url);
    throw message === undefined ? error : faultOf(message, error);
  } finally {
    clearTimeout(connecting);
    signal.removeEventListener('abort', onAbort);
    request.destroy();
  }
}

interface Progress {
  isConnected: boolean;
  givenBytes: number;
  isSent: boolean;
  /** Where the bytes come from has failed: no fault of the other side. */
  contentFault?: unknown;
}

async function* sentContent({ content }: Call, progress: Progress): AsyncGenerator<Buffer> {
  let isReading = true;
  try {
    for await (const chunk of content()) {
      progress.givenBytes += chunk.length;
      isReading = false;
      yield chunk;
      isReading = true;
    }
    progress.isSent = true;
  } catch (error) {
    // What is thrown at the yield is why nobody takes the bytes any more.
    if (isReading) progress.contentFault = error;
    throw error;
  }
}

interface Responded {
  readonly response: IncomingMessage;
  /** Ends when the last byte was sent. */
  readonly sent: Promise<void>;
}

/** The answer may come before all is sent: a refusal by one who has read enough needs no more of it. */
function responseTo(request: ClientRequest, content: AsyncIterable<Buffer>): Promise<Responded> {
  return new Promise((resolve, reject) => {
    const sent = pipeline(Readable.from(content, { highWaterMark: 1 }), request);
    request.once('response', (response) => resolve({ response, sent }));
    request.on('error', reject);
    sent.catch(reject);
  });
}

function isGood({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode <= 299;
}

/** Who says "taken" before the end has not taken it. Only that the last bytes were sent may be known here after the answer. */
async function allSent(
  sent: Promise<void>,
  { statusCode }: IncomingMessage,
  { call: { url, headers }, progress }: { call: Call; progress: Progress },
): Promise<void> {
  const message = `${url.host} answered ${statusCode} before it had all of it: it has to read the whole body first.`;
  if (progress.givenBytes < Number(headers['content-length'])) throw new DeliveryError(message);
  await sent.catch((cause: unknown) => {
    throw progress.contentFault ?? new DeliveryError(message, { cause, mayHaveArrived: progress.isSent });
  });
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
