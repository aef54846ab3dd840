import { setTimeout as sleep } from 'node:timers/promises';
import type { IngestAnswer } from '@trailkeeper/contract';
import { type Delivery, linesOf, makeDelivery } from './delivery.js';
import { type NumberedEvent, numberedEvents } from './numbered-events.js';
import { postDelivery, type Recipient } from './post-delivery.js';

export interface SendersSettings {
  /** Who gets no answer from one turns to the next. */
  collectorUrls: string[];
  /** One each for a sender, in turn. */
  keys: string[];
  random: () => number;
}

/**
 * Five shippers that send as fast as they are answered, and send again what was not acknowledged until it is. They note
 * what they were promised, and every answer that no shipper should ever see.
 */
export class Senders {
  /** Of all events that were acknowledged. */
  readonly acknowledged = new Set<string>();
  /** Of all that ever left, acknowledged or not. */
  readonly sent = new Set<string>();
  /** How often each answer but 200 came; 0 is a broken connection. */
  readonly refusals = new Map<number, number>();
  /** Answers that break a promise. */
  readonly faults: string[] = [];
  private readonly known: Delivery[] = [];
  private readonly nextEvent: () => NumberedEvent;
  private readonly running: Promise<void>[];
  private isEnding = false;
  private isAborted = false;

  constructor(private readonly settings: SendersSettings) {
    this.nextEvent = numberedEvents(settings.random);
    this.running = KINDS.map((kind, at) => this.run(kind, at));
  }

  /** Waits until one more delivery is acknowledged. */
  async untilAnswered(): Promise<void> {
    const { size } = this.acknowledged;
    for (const deadline = Date.now() + 20_000; this.acknowledged.size === size; await sleep(5)) {
      if (this.faults.length > 0) throw new Error(this.faults.join('\n'));
      if (Date.now() > deadline) throw new Error('No event was acknowledged within 20 s');
    }
  }

  /** Sends nothing new; resolves when all that was ever sent is acknowledged, or a promise is broken. */
  async end(): Promise<void> {
    this.isEnding = true;
    await Promise.all(this.running);
  }

  /** For a test that fails: stops as soon as the requests under way have ended, whatever came of them. */
  async abort(): Promise<void> {
    this.isAborted = true;
    await this.end();
  }

  private async run(kind: Delivery['kind'] | undefined, at: number): Promise<void> {
    const { random, collectorUrls, keys } = this.settings;
    const key = keys[at % keys.length] ?? '';
    let turn = at;
    while (!this.isEnding) {
      const delivery = makeDelivery({ random, nextEvent: this.nextEvent, known: this.known }, kind);
      for (const event of delivery.events) this.sent.add(event.id);
      while (!(await this.isTaken(delivery, { collectorUrl: collectorUrls[turn % collectorUrls.length] ?? '', key }))) {
        if (this.isAborted || this.faults.length > 0) return;
        turn += 1;
        await sleep(10 + random() * 40);
      }
    }
  }

  private async isTaken(delivery: Delivery, recipient: Recipient): Promise<boolean> {
    const posted = await postDelivery(delivery, recipient);
    if ('tally' in posted) {
      this.check(delivery, posted.tally);
      for (const event of delivery.events) this.acknowledged.add(event.id);
      if (delivery.events.length > 0) this.known.push(delivery);
      return true;
    }
    const { status, retryAfter, said } = posted;
    this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
    const isExpected = status === 0 || (status === 503 && retryAfter !== undefined && said.includes('"unavailable"'));
    if (!isExpected) this.faults.push(`${status} (Retry-After ${retryAfter}): ${said}`);
    return false;
  }

  private check(delivery: Delivery, { received, stored, duplicates, quarantined }: IngestAnswer): void {
    const { events, repeated, broken } = delivery;
    const isRight =
      received === linesOf(delivery).length &&
      quarantined === broken &&
      stored + duplicates === events.length + repeated.length &&
      duplicates >= repeated.length;
    if (!isRight) {
      const sent = `${events.length} new, ${repeated.length} known, ${broken} broken`;
      this.faults.push(`${sent} were answered ${JSON.stringify({ received, stored, duplicates, quarantined })}`);
    }
  }
}

/** Four that send singles and batches, and one that streams. */
const KINDS = [undefined, undefined, undefined, undefined, 'stream'] as const;
