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
  readonly wholeMs: number;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** The words after the status. */
  readonly reason: string;
  readonly location: string | undefined;
  /** The beginning of its body. */
  readonly text: string;
}

/**
 * Posts a body on a connection of its own and gives the answer, whatever its status; no redirect is followed. Throws
 * DeliveryError, which may have arrived from when all was sent.
 */
export async function postBody(call: Call): Promise<Answer> {
  const { url, headers, lookup, ca, connectMs, wholeMs, signal } = call;
  const isTls = url.protocol === 'https:';
  const request = (isTls ? requestHttps : requestHttp)(url, {
    method: 'POST',
    headers,
    agent: false,
    lookup,
    ...(ca !== undefined && { ca }),
  });
  const progress: Progress = { isConnected: false, isSent: false };
  const breakOff = (message: string) => request.destroy(faultOf(message));
  const faultOf = (message: string, cause?: unknown) =>
    new DeliveryError(message, { cause, mayHaveArrived: progress.isConnected && progress.isSent });

  const connecting = setTimeout(
    () => breakOff(`${url.host} did not take the connection within ${seconds(connectMs)}.`),
    connectMs,
  );
  const whole = setTimeout(() => breakOff(`${url.host} did not answer within ${seconds(wholeMs)}.`), wholeMs);
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
    const response = await responseTo(request, sentContent(call, progress));
    return {
      status: response.statusCode ?? 0,
      reason: response.statusMessage ?? '',
      location: response.headers.location,
      text: await readAnswer(response),
    };
  } catch (error) {
    if (progress.contentFault !== undefined) throw progress.contentFault;
    if (error instanceof DeliveryError) throw error;
    const message = callFault(error, url);
    throw message === undefined ? error : faultOf(message, error);
  } finally {
    clearTimeout(connecting);
    clearTimeout(whole);
    signal.removeEventListener('abort', onAbort);
    request.destroy();
  }
}

interface Progress {
  isConnected: boolean;
  isSent: boolean;
  /** Where the bytes come from has failed: no fault of the other side. */
  contentFault?: unknown;
}

async function* sentContent({ content }: Call, progress: Progress): AsyncGenerator<Buffer> {
  try {
    yield* content();
    progress.isSent = true;
  } catch (error) {
    progress.contentFault = error;
    throw error;
  }
}

/** The answer may come before all is sent, from one who has read enough: what then becomes of the rest is nobody's concern. */
function responseTo(request: ClientRequest, content: AsyncIterable<Buffer>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
    pipeline(Readable.from(content), request).catch(reject);
  });
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
