import { Inject, Injectable } from '@nestjs/common';
import { keptFresh, measureKnown } from '@trailkeeper/http';
import { Gauge, Registry } from 'prom-client';
import { SETTINGS, type Settings } from '../config.js';
import { type Held, QuarantineRoom } from './quarantine-room.js';

/** Tells Prometheus how full the quarantine is, as of the last few seconds; nothing while that is unknown. */
@Injectable()
export class QuarantineGauges {
  constructor(
    @Inject(Registry) registry: Registry,
    @Inject(QuarantineRoom) room: QuarantineRoom,
    @Inject(SETTINGS) settings: Pick<Settings, 'QUARANTINE_MAX_BYTES'>,
  ) {
    const read = async () => {
      await room.know();
      return room.held;
    };
    const held = keptFresh(read, { maxAgeMs: 1_000, maxStaleMs: 60_000 }); // the room itself asks every 5 s at most
    const measure = (what: keyof Held, help: string) =>
      measureKnown(registry, {
        name: `trailkeeper_quarantine_${what}`,
        help,
        ask: async () => (await held())?.value?.[what],
      });
    measure('items', 'Items held in quarantine, open or with a replay requested, all collectors together.');
    measure('bytes', 'What they take of the limit: their bytes, and 512 more of each.');
    new Gauge({
      name: 'trailkeeper_quarantine_limit_bytes',
      help: 'QUARANTINE_MAX_BYTES: when it is reached, requests with bad items are answered 503.',
      registers: [registry],
    }).set(settings.QUARANTINE_MAX_BYTES);
  }
}
