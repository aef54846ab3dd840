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

/** Gathers parsed items, in order, until they fill a chunk. */
export class ChunkBuilder {
  private chunk: Chunk = emptyChunk();
  private items = 0;
  private bytes = 0;
  /** Of the next item in the request. */
  private index = 0;
  private readonly hashes = new Set<string>();

  constructor(private readonly limits: ChunkLimits) {}

  /** Of the items gathered. */
  get heldBytes(): number {
    return this.bytes;
  }

  /** Answers the chunk when this item has filled it. */
  add({ bytes }: RawItem, parsed: Result<AuditEvent>): Chunk | undefined {
    const { chunk, index } = this;
    this.index += 1;
    this.items += 1;
    this.bytes += bytes.length;
    if (parsed.problem) {
      chunk.quarantined.push({ index, problem: parsed.problem, bytes });
    } else if (this.hashes.has(parsed.value.contentHash)) {
      chunk.duplicates += 1;
    } else {
      this.hashes.add(parsed.value.contentHash);
      chunk.events.push({ index, event: parsed.value, bytes });
    }
    return this.items === this.limits.maxItems || this.bytes >= this.limits.maxBytes ? this.take() : undefined;
  }

  /** What has been gathered so far, if anything. */
  take(): Chunk | undefined {
    if (this.items === 0) return undefined;
    const { chunk } = this;
    this.chunk = emptyChunk();
    this.items = this.bytes = 0;
    this.hashes.clear();
    return chunk;
  }
}

function emptyChunk(): Chunk {
  return { events: [], duplicates: 0, quarantined: [] };
}
