import type { AuditEvent } from '@trailkeeper/contract';
import type { ItemProblem, Result } from './item-problem.js';
import type { RawItem } from './split-items.js';

/** An event on its way, with its place in the request and its bytes, should storing it fail. */
export interface IncomingEvent {
  index: number;
  event: AuditEvent;
  bytes: Buffer;
}

/** An item that could not become an event. */
export interface QuarantinedItem {
  /** Its place in the request, from 0. */
  index: number;
  problem: ItemProblem;
  bytes: Buffer;
}

/** What is stored in one transaction: received = events + duplicates + quarantined. */
export interface Chunk {
  /** No two with the same content. */
  events: IncomingEvent[];
  /** Items that repeat an event of this chunk. */
  duplicates: number;
  quarantined: QuarantinedItem[];
}

/** Bounds of one transaction. */
export interface ChunkLimits {
  maxItems: number;
  /** Passed by at most one item. */
  maxBytes: number;
}

/** Parses the items one at a time and hands them on in chunks, in order; there is no empty chunk. */
export function* chunkItems(
  items: Iterable<RawItem>,
  parse: (item: RawItem) => Result<AuditEvent>,
  limits: ChunkLimits,
): Generator<Chunk, void, void> {
  let open = newChunk();
  let index = 0;
  for (const item of items) {
    add(open, index, item.bytes, parse(item));
    index += 1;
    if (open.items === limits.maxItems || open.bytes >= limits.maxBytes) {
      yield open.chunk;
      open = newChunk();
    }
  }
  if (open.items > 0) yield open.chunk;
}

interface OpenChunk {
  chunk: Chunk;
  items: number;
  bytes: number;
  hashes: Set<string>;
}

function newChunk(): OpenChunk {
  return { chunk: { events: [], duplicates: 0, quarantined: [] }, items: 0, bytes: 0, hashes: new Set() };
}

function add(open: OpenChunk, index: number, bytes: Buffer, parsed: Result<AuditEvent>): void {
  open.items += 1;
  open.bytes += bytes.length;
  if (parsed.problem) {
    open.chunk.quarantined.push({ index, problem: parsed.problem, bytes });
  } else if (open.hashes.has(parsed.value.contentHash)) {
    open.chunk.duplicates += 1;
  } else {
    open.hashes.add(parsed.value.contentHash);
    open.chunk.events.push({ index, event: parsed.value, bytes });
  }
}
