import { Inject, Injectable } from '@nestjs/common';
import type { IngestAnswer } from '@trailkeeper/contract';
import { ApiError } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config.js';
import { EventsMetrics } from './events-metrics.js';
import { chunkItems } from './parse/chunk-items.js';
import { parseItem } from './parse/parse-item.js';
import { splitItems } from './parse/split-items.js';
import { isUnavailable } from './store/database-faults.js';
import { EventPartitions } from './store/event-partitions.js';
import { storeChunk } from './store/store-chunk.js';
import { addToTally, emptyTally } from './tally.js';

/** A request's body, decompressed. */
export interface Delivery {
  body: Buffer;
  isDeclaredNdjson: boolean;
  /** The name of the key it came with; kept with its batches. */
  keyName: string;
}

/** Takes deliveries in. Holds what is known of the partitions. */
@Injectable()
export class IngestService {
  private readonly partitions: EventPartitions;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly metrics: EventsMetrics,
  ) {
    this.partitions = new EventPartitions(dataSource);
  }

  /**
   * Stores all of a delivery, chunk by chunk, and adds each committed batch to `tally`, which is right whatever happens.
   * Throws ApiError 503 while the database is away, else 500, both with the tally of what stays committed.
   */
  async ingest(delivery: Delivery, tally: IngestAnswer = emptyTally()): Promise<IngestAnswer> {
    const { dataSource, partitions } = this;
    const parseContext = { now: Date.now(), maxEventBytes: this.settings.MAX_EVENT_BYTES };
    const items = splitItems(delivery.body, delivery.isDeclaredNdjson);
    const chunks = chunkItems(items, (item) => parseItem(item, parseContext), CHUNK_LIMITS);
    try {
      for (const chunk of chunks) {
        let startedAt = performance.now();
        for await (const batch of storeChunk({ dataSource, partitions, keyName: delivery.keyName }, chunk)) {
          addToTally(tally, batch);
          this.metrics.addBatch(batch, (performance.now() - startedAt) / 1000);
          startedAt = performance.now();
        }
      }
    } catch (error) {
      throw asApiError(error, tally);
    }
    return tally;
  }
}

function asApiError(cause: unknown, tally: IngestAnswer): ApiError {
  if (isUnavailable(cause)) {
    const message = 'The database does not answer. What the tally says is stored; send all of it again later.';
    return new ApiError('unavailable', 503, message, { headers: { 'retry-after': '5' }, members: { tally }, cause });
  }
  const message =
    'Something went wrong on our side. What the tally says is stored; sending all of it again is harmless.';
  return new ApiError('internal_error', 500, message, { members: { tally }, cause });
}

/** 1,000 items make a commit cheap per event; 4 MiB bound what a statement holds in memory on both sides. */
const CHUNK_LIMITS = { maxItems: 1_000, maxBytes: 4 * 1024 * 1024 };
