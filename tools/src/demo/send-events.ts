import { ingestAnswerSchema, type IngestAnswer } from '@trailkeeper/contract';

/** Where to send, and how: `parallel` requests are under way at once. */
export interface Sending {
  collectorUrl: string;
  ingestKey: string;
  parallel: number;
  /** Called after each answered request with the events sent so far. */
  onSent?: (sent: number) => void;
}

/** One request's body as NDJSON, and how many events it holds. */
export interface Batch {
  body: Buffer;
  events: number;
}

/** Cuts events into NDJSON bodies of `size` events each; the last may have fewer. */
export function* batchesOf(events: Iterable<unknown>, size: number): Generator<Batch> {
  let lines: string[] = [];
  for (const event of events) {
    lines.push(JSON.stringify(event));
    if (lines.length === size) {
      yield toBatch(lines);
      lines = [];
    }
  }
  if (lines.length > 0) yield toBatch(lines);
}

/**
 * Posts the batches to the collector and answers the summed tally (problems: those of all answers).
 * Fails at the first answer that is not 200, with what the collector said.
 */
export async function sendEvents(batches: Iterable<Batch>, sending: Sending): Promise<IngestAnswer> {
  const total: IngestAnswer = { received: 0, stored: 0, duplicates: 0, quarantined: 0, problems: [] };
  const queue = batches[Symbol.iterator]();
  const sendUntilEmpty = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const answer = await post(next.value, sending);
      total.received += answer.received;
      total.stored += answer.stored;
      total.duplicates += answer.duplicates;
      total.quarantined += answer.quarantined;
      total.problems.push(...answer.problems);
      sending.onSent?.(total.received);
    }
  };
  await Promise.all(Array.from({ length: sending.parallel }, sendUntilEmpty));
  return total;
}

async function post(batch: Batch, { collectorUrl, ingestKey }: Sending): Promise<IngestAnswer> {
  const answer = await fetch(`${collectorUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ingestKey}`, 'content-type': 'application/x-ndjson' },
    body: new Uint8Array(batch.body),
  });
  if (!answer.ok) throw new Error(`The collector answered ${answer.status}: ${await answer.text()}`);
  return ingestAnswerSchema.parse(await answer.json());
}

function toBatch(lines: readonly string[]): Batch {
  return { body: Buffer.from(`${lines.join('\n')}\n`), events: lines.length };
}
