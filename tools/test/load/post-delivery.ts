import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type IngestAnswer, ingestAnswerSchema } from '@trailkeeper/contract';
import { type Delivery, linesOf } from './delivery.js';

/** What came of a request: its tally, or why it has to be sent again. */
export type Posted = { tally: IngestAnswer } | { status: number; retryAfter: string | undefined; said: string };

/** Whom to send to, and with which key. */
export interface Recipient {
  collectorUrl: string;
  key: string;
}

/** Sends a delivery: a stream line by line, over half a second; anything else at once. */
export async function postDelivery(delivery: Delivery, { collectorUrl, key }: Recipient): Promise<Posted> {
  const sending = request(`${collectorUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
  });
  try {
    const answering = once(sending, 'response', { signal: AbortSignal.timeout(PATIENCE_MS) });
    answering.catch(() => undefined); // it is met below
    sending.on('error', () => undefined);
    await writeBody(delivery, sending);
    const [answer] = (await answering) as [IncomingMessage];
    const said = await text(answer);
    if (answer.statusCode === 200) return { tally: ingestAnswerSchema.parse(JSON.parse(said)) };
    return { status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'], said };
  } catch (error) {
    return { status: 0, retryAfter: undefined, said: String(error) };
  } finally {
    sending.destroy();
  }
}

async function writeBody(delivery: Delivery, sending: ClientRequest): Promise<void> {
  const lines = linesOf(delivery);
  if (delivery.kind !== 'stream') {
    sending.end(lines.join('\n'));
    return;
  }
  for (let at = 0; at < lines.length && !sending.destroyed; at += LINES_AT_ONCE) {
    sending.write(`${lines.slice(at, at + LINES_AT_ONCE).join('\n')}\n`);
    await sleep(10);
  }
  sending.end();
}

/** 2,500 lines take half a second. */
const LINES_AT_ONCE = 50;

/** 20 s: whatever was killed is back long before. */
const PATIENCE_MS = 20_000;
