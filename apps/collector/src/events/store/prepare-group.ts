import type { AuditEvent } from '@trailkeeper/contract';
import type { QuarantinedItem } from '../parse/chunk-items.js';
import type { Arrival } from './arrival.js';

/** What one transaction stores: all that arrived, by key. */
export interface Group {
  batches: Batch[];
  /** No two the same, in the order of their key: whoever stores the same events waits for them in the same order. */
  events: GroupEvent[];
}

/** What arrived with one key, and becomes one row of `ingest_batch`. */
export interface Batch {
  keyName: string;
  received: number;
  quarantined: QuarantinedItem[];
  /** How many it takes out of quarantine; such a batch has received nothing. */
  replayed?: number;
}

export interface GroupEvent {
  event: AuditEvent;
  body: Buffer;
  /** Its place in `batches`. */
  batch: number;
  /** The place of its arrival. */
  arrival: number;
  /** Time and hash: what the event is known by. */
  key: string;
}

/** Puts arrivals together; of an event that several bring the first counts. Pure. */
export function prepareGroup(arrivals: readonly Arrival[]): Group {
  const batches = new Map<string, Batch & { number: number }>();
  const events: GroupEvent[] = [];
  for (const [arrival, { chunk, keyName }] of arrivals.entries()) {
    let batch = batches.get(keyName);
    if (!batch) {
      batch = { number: batches.size, keyName, received: 0, quarantined: [] };
      batches.set(keyName, batch);
    }
    batch.received += chunk.events.length + chunk.duplicates + chunk.quarantined.length;
    batch.quarantined.push(...chunk.quarantined);
    for (const { event, bytes } of chunk.events) {
      const key = `${event.occurredAt}${event.contentHash}`;
      events.push({ event, body: bytes, batch: batch.number, arrival, key });
    }
  }
  events.sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : one.arrival - other.arrival));
  const isFirst = ({ key }: GroupEvent, index: number) => key !== events[index - 1]?.key;
  return { batches: [...batches.values()], events: events.filter(isFirst) };
}
