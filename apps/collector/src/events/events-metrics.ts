import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { IncomingEvent } from './parse/chunk-items.js';
import type { CommittedBatch } from './store/store-chunk.js';

/** Counts what was committed since the process started. */
@Injectable()
export class EventsMetrics {
  private readonly received: Counter;
  private readonly stored: Counter;
  private readonly duplicates: Counter;
  private readonly quarantined: Counter<'code'>;
  private readonly batchSeconds: Histogram;
  private readonly ageSeconds: Histogram;
  private readonly receivedBytes: Counter;

  constructor(private readonly registry: Registry) {
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
    this.ageSeconds = new Histogram({
      name: 'trailkeeper_ingest_event_age_seconds',
      help: 'How long ago the newest event of each chunk happened when the chunk was stored: how far senders lag behind.',
      // From live traffic to an archive of last year.
      buckets: [1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400, 604_800, 31_536_000],
      registers: [registry],
    });
    this.receivedBytes = new Counter({
      name: 'trailkeeper_ingest_received_bytes_total',
      help: 'Bytes of bodies with events, as sent.',
      registers: [registry],
    });
  }

  addBytes(bytes: number): void {
    this.receivedBytes.inc(bytes);
  }

  /** Notes how old events were that have just been stored. One observation for all, since each costs as much as parsing. */
  addAge(events: readonly IncomingEvent[], now: number): void {
    let newest = '';
    for (const { event } of events) if (event.occurredAt > newest) newest = event.occurredAt;
    // An event may be dated ahead; that is no age.
    if (newest !== '') this.ageSeconds.observe(Math.max(0, now - Date.parse(newest)) / 1000);
  }

  addBatch(batch: CommittedBatch, seconds: number): void {
    this.received.inc(batch.received);
    this.stored.inc(batch.stored);
    this.duplicates.inc(batch.duplicates);
    for (const { problem } of batch.quarantined) this.quarantined.inc({ code: problem.code });
    this.batchSeconds.observe(seconds);
  }

  /** Shows how many requests are being read and wait, as they are when it is asked for. */
  showRequests(current: () => { reading: number; waiting: number }): void {
    new Gauge({
      name: 'trailkeeper_ingest_requests',
      help: 'Requests with events that are being read, or wait for a place or for memory.',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        for (const [state, requests] of Object.entries(current())) this.set({ state }, requests);
      },
    });
  }
}
