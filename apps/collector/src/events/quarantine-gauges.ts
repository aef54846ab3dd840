import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { SETTINGS, type Settings } from '../config.js';
import { type Held, QuarantineRoom } from './quarantine-room.js';

/** Tells Prometheus how full the quarantine is, as of the last few seconds; not a number until the database has said so. */
@Injectable()
export class QuarantineGauges {
  constructor(
    registry: Registry,
    private readonly room: QuarantineRoom,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.gaugeHeld(registry, 'bytes', 'Bytes held in quarantine by open items, all collectors together.');
    this.gaugeHeld(registry, 'items', 'Open items in quarantine, all collectors together.');
    new Gauge({
      name: 'trailkeeper_quarantine_limit_bytes',
      help: 'QUARANTINE_MAX_BYTES: when it is reached, requests with bad items are answered 503.',
      registers: [registry],
    }).set(settings.QUARANTINE_MAX_BYTES);
  }

  private gaugeHeld(registry: Registry, what: keyof Held, help: string): void {
    const { room } = this;
    new Gauge({
      name: `trailkeeper_quarantine_${what}`,
      help,
      registers: [registry],
      async collect() {
        // Without its database a collector still tells the rest.
        await Promise.race([room.know().catch(() => undefined), sleep(MAX_WAIT_MS, undefined, { ref: false })]);
        this.set(room.held?.[what] ?? NaN);
      },
    });
  }
}

const MAX_WAIT_MS = 1_000;
