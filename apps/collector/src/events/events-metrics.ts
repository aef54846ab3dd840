import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import type { CommittedBatch } from './store/store-chunk.js';

/** Counts what was committed since the process started. */
@Injectable()
export class EventsMetrics {
  private readonly received: Counter;
  private readonly stored: Counter;
  private readonly duplicates: Counter;
  private readonly quarantined: Counter<'code'>;
  private readonly batchSeconds: Histogram;

  constructor(registry: Registry) {
    const counter = (name: string, help: string) =>
      new Counter({ name: `trailkeeper_events_${name}_total`, help, registers: [registry] });
    this.received = counter('received', 'Items received, in committed batches.');
    this.stored = counter('stored', 'Events stored that were new.');
    this.duplicates = counter('duplicates', 'Items that repeat an event stored before.');
    this.quarantined = new Counter({
      name: 'trailkeeper_events_quarantined_total',
      help: 'Items that could not become an event, by the code of the reason.',
      labelNames: ['code'],
      registers: [registry],
    });
    this.batchSeconds = new Histogram({
      name: 'trailkeeper_ingest_batch_seconds',
      help: 'Time to commit one batch.',
      // From one event (2 ms) to a full chunk on a slow disk.
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    });
  }

  addBatch(batch: CommittedBatch, seconds: number): void {
    this.received.inc(batch.received);
    this.stored.inc(batch.stored);
    this.duplicates.inc(batch.duplicates);
    for (const { problem } of batch.quarantined) this.quarantined.inc({ code: problem.code });
    this.batchSeconds.observe(seconds);
  }
}
