import type { Chunk, IncomingEvent, QuarantinedItem } from '../parse/chunk-items.js';
import type { CommitLine } from './commit-line.js';
import { isDataFault, serverMessage } from './database-faults.js';

/** Where to store, and under which name of a key. */
export interface StoreContext {
  line: CommitLine;
  keyName: string;
}

/** One committed batch: received = stored + duplicates + quarantined. */
export interface CommittedBatch {
  received: number;
  stored: number;
  duplicates: number;
  quarantined: QuarantinedItem[];
}

/**
 * Stores a chunk and gives each batch once it is committed: one, unless the database refuses an event. Then the chunk is
 * bisected down to that event, which is quarantined, and the others are stored. Any other fault is thrown; what was
 * given before stays committed, and storing all of it again makes no event twice.
 */
export async function* storeChunk(context: StoreContext, chunk: Chunk): AsyncGenerator<CommittedBatch, void, void> {
  let fault: unknown;
  try {
    yield await storeWhole(context, chunk);
    return;
  } catch (error) {
    if (!isDataFault(error) || chunk.events.length === 0) throw error;
    fault = error;
  }
  for (const part of withoutFault(chunk, fault)) yield* storeChunk(context, part);
}

async function storeWhole({ line, keyName }: StoreContext, chunk: Chunk): Promise<CommittedBatch> {
  const received = chunk.events.length + chunk.duplicates + chunk.quarantined.length;
  const stored = await line.store({ chunk, keyName });
  const duplicates = received - stored - chunk.quarantined.length;
  return { received, stored, duplicates, quarantined: chunk.quarantined };
}

/** Events apart from the rest, then halves, then the one that is refused put in quarantine. */
function withoutFault(chunk: Chunk, fault: unknown): Chunk[] {
  const { events, duplicates, quarantined } = chunk;
  const [first] = events;
  if (duplicates + quarantined.length > 0) return [ofEvents(events), { events: [], duplicates, quarantined }];
  if (events.length === 1 && first) return [{ events: [], duplicates, quarantined: [refusedByStorage(first, fault)] }];
  const middle = events.length >> 1;
  return [ofEvents(events.slice(0, middle)), ofEvents(events.slice(middle))];
}

function ofEvents(events: IncomingEvent[]): Chunk {
  return { events, duplicates: 0, quarantined: [] };
}

function refusedByStorage({ index, bytes }: IncomingEvent, fault: unknown): QuarantinedItem {
  const message = `The database refused the event: ${serverMessage(fault)}`;
  return { index, bytes, problem: { code: 'storage_refused', message } };
}
