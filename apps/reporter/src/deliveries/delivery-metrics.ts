import { Inject, Injectable } from '@nestjs/common';
import { query } from '@trailkeeper/database';
import { keptFresh, measureKnown } from '@trailkeeper/http';
import { Counter, Histogram, Registry } from 'prom-client';
import { DataSource } from 'typeorm';

interface Waiting {
  waiting: number;
  /** 0 if none waits. */
  oldestSeconds: number;
}

/** What a monitor wants to know of deliveries: the tries of this process, and what waits, of all reporters together. */
@Injectable()
export class DeliveryMetrics {
  private readonly tries: Counter<'kind' | 'outcome'>;
  private readonly seconds: Histogram<'kind'>;

  constructor(@Inject(DataSource) dataSource: DataSource, @Inject(Registry) registry: Registry) {
    this.tries = new Counter({
      name: 'trailkeeper_delivery_tries_total',
      help: 'Tries to deliver by the kind of target and by outcome: delivered, already-there, failed, unknown.',
      labelNames: ['kind', 'outcome'],
      registers: [registry],
    });
    this.seconds = new Histogram({
      name: 'trailkeeper_delivery_try_duration_seconds',
      help: 'How long tries to deliver took, however they ended.',
      labelNames: ['kind'],
      buckets: BUCKETS,
      registers: [registry],
    });
    const read = async () => (await query<Waiting>(dataSource, GET_WAITING))[0];
    const kept = keptFresh(read, { maxAgeMs: 5_000, maxStaleMs: 60_000 });
    const measure = (name: string, help: string, valueOf: (of: Waiting) => number) =>
      measureKnown(registry, {
        ...{ name, help },
        ask: async () => {
          const { value } = (await kept()) ?? {};
          return value && valueOf(value);
        },
      });
    measure(
      'trailkeeper_deliveries_waiting',
      'Deliveries that have not come to an end, of all reporters.',
      (of) => of.waiting,
    );
    measure(
      'trailkeeper_delivery_oldest_age_seconds',
      'How long ago the oldest of them could be tried first; 0 if there is none.',
      (of) => of.oldestSeconds,
    );
  }

  /** Notes a try that ended. */
  observe({ kind, outcome, seconds }: { kind: string; outcome: string; seconds: number }): void {
    this.tries.inc({ kind, outcome });
    this.seconds.observe({ kind }, seconds);
  }
}

/** From a file on a disk near by to a large one over a slow line. */
const BUCKETS = [0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 180, 600, 1_800];

// uses slot_delivery_open_idx
const GET_WAITING = `
select count(*)::integer as "waiting",
       greatest(coalesce(extract(epoch from now() - min(coalesce(first.began_at, bundle.made_at))), 0), 0)
         ::double precision as "oldestSeconds"
from slot_delivery delivery
left join delivery_receipt first on first.delivery_id = delivery.id and first.attempt = 1
left join export_bundle bundle on bundle.slot_id = delivery.slot_id and delivery.content = 'bundle'
where delivery.status = 'waiting'
`;
