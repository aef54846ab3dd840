import { Inject, Injectable } from '@nestjs/common';
import { type IngestAnswer, quarantineRoomOf } from '@trailkeeper/contract';
import { DatabaseWatch } from '@trailkeeper/database';
import { ApiError } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config.js';
import type { BodyShare } from './body-budget.js';
import { EventsMetrics } from './events-metrics.js';
import { type Chunk, ChunkBuilder, type QuarantinedItem } from './parse/chunk-items.js';
import { parseItem, type ParseContext } from './parse/parse-item.js';
import { ItemSplitter, type RawItem } from './parse/split-items.js';
import { QuarantineRoom } from './quarantine-room.js';
import { CHUNK_LIMITS } from './store/chunk-limits.js';
import type { CommitLine } from './store/commit-line.js';
import { openCommitLine } from './store/open-commit-line.js';
import { storeChunk } from './store/store-chunk.js';
import { addToTally, emptyTally } from './tally.js';
import { PAUSE, withPauses } from './with-pauses.js';
import { WorkTurns } from './work-turns.js';

/** A request's body, decompressed, as it comes. */
export interface Delivery {
  pieces: AsyncIterable<Buffer>;
  /** Then it may rightly be empty: an archive file that holds no data (gzip of nothing, 20 bytes) is published so. */
  isCompressed: boolean;
  isDeclaredNdjson: boolean;
  /** The name of the key it came with; kept with its batches. */
  keyName: string;
  /** What the key may not send. */
  refuse?: ParseContext['refuse'];
  /** Asked before each chunk but the first; throws once the key is no longer valid. */
  checkKey?: () => Promise<void>;
  share: BodyShare;
}

/** Takes deliveries in. Holds the line at which they wait to be committed. */
@Injectable()
export class IngestService {
  private readonly line: CommitLine;
  private readonly turns = new WorkTurns();

  constructor(
    dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly metrics: EventsMetrics,
    private readonly room: QuarantineRoom,
    private readonly watch: DatabaseWatch,
  ) {
    this.line = openCommitLine(dataSource);
  }

  /**
   * Stores a delivery as it comes, chunk by chunk, and adds each committed batch to `tally`, which is right whatever
   * happens. While one chunk is stored the next is parsed; no more is taken from the sender until it has its turn. Throws
   * what breaks the delivery or its storing; what is not in the tally then is not stored.
   */
  async ingest(delivery: Delivery, tally: IngestAnswer = emptyTally()): Promise<IngestAnswer> {
    const { isDeclaredNdjson, keyName, refuse, checkKey, share } = delivery;
    const maxEventBytes = this.settings.MAX_EVENT_BYTES;
    const splitter = new ItemSplitter({ isDeclaredNdjson, maxItemBytes: maxEventBytes });
    const chunks = new ChunkBuilder(CHUNK_LIMITS);
    const context = { now: Date.now(), maxEventBytes, refuse };
    let isEmpty = true;
    let storing = Promise.resolve();
    const store = async (chunk: Chunk | undefined) => {
      await storing;
      if (!chunk) return;
      if (tally.received > 0) await checkKey?.();
      storing = this.store(chunk, keyName, tally);
      storing.catch(() => undefined); // it is met when it is awaited next
    };
    const takeIn = this.inTurns((item: RawItem) => {
      const full = chunks.add(item, parseItem(item, context));
      return full && store(full);
    });
    try {
      for await (const piece of withPauses(delivery.pieces, PAUSE_MS)) {
        if (piece === PAUSE) {
          // Who sends an event now and then, in a request without end, has each stored soon.
          await store(chunks.take());
          await storing;
          share.rest(splitter.heldBytes);
        } else {
          isEmpty = false;
          await takeIn(splitter.push(piece));
          await share.hold(splitter.heldBytes + chunks.heldBytes);
        }
      }
      await takeIn(splitter.end());
      await store(chunks.take());
    } finally {
      await storing;
    }
    if (splitter.isBlank && !(isEmpty && delivery.isCompressed)) {
      throw new ApiError('empty_body', 400, 'The body holds no event.');
    }
    return tally;
  }

  private async store(chunk: Chunk, keyName: string, tally: IngestAnswer): Promise<void> {
    const share = await this.room.enter(roomOf(chunk.quarantined));
    try {
      let startedAt = performance.now();
      for await (const batch of storeChunk({ line: this.line, keyName }, chunk)) {
        addToTally(tally, batch);
        this.watch.wrote();
        share.put(roomOf(batch.quarantined));
        this.metrics.addBatch(batch, (performance.now() - startedAt) / 1000);
        startedAt = performance.now();
      }
    } finally {
      share.leave();
    }
    this.metrics.addAge(chunk.events, Date.now());
  }

  /** `work` on one item after the other, with a break for everything else whenever it has taken long. */
  private inTurns<Item>(work: (item: Item) => Promise<void> | undefined): (items: Iterable<Item>) => Promise<void> {
    let startedAt = performance.now();
    return async (items) => {
      for (const item of items) {
        const waiting = work(item);
        if (waiting) await waiting;
        if (performance.now() - startedAt < TURN_MS) continue;
        await this.turns.next();
        startedAt = performance.now();
      }
    };
  }
}

function roomOf(items: QuarantinedItem[]): number {
  return items.reduce((total, { bytes }) => total + quarantineRoomOf(1, bytes.length), 0);
}

/** 10 ms: some hundred events, and health checks hardly notice. */
const TURN_MS = 10;

/** 1 s: a sender that is silent for so long has nothing more to say for now. */
const PAUSE_MS = 1_000;
