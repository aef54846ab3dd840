import { Inject, Injectable } from '@nestjs/common';
import { query } from '@trailkeeper/database';
import { keptFresh, measureKnown } from '@trailkeeper/http';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';

interface Queue {
  queued: number;
  running: number;
  /** 0 if none waits. */
  oldestSeconds: number;
}

/** How many report runs wait, of all reporters together; read when a monitor asks. */
@Injectable()
export class QueueMetrics {
  constructor(@Inject(DataSource) dataSource: DataSource, @Inject(Registry) registry: Registry) {
    const read = async () => (await query<Queue>(dataSource, GET_QUEUE))[0];
    const queue = keptFresh(read, { maxAgeMs: 5_000, maxStaleMs: 60_000 });
    const measure = (name: string, help: string, valueOf: (of: Queue) => number) =>
      measureKnown(registry, {
        name: `trailkeeper_report_${name}`,
        help,
        ask: async () => {
          const { value } = (await queue()) ?? {};
          return value && valueOf(value);
        },
      });
    measure('runs_queued', 'Report runs that wait to be made, of all reporters.', ({ queued }) => queued);
    measure(
      'queue_oldest_age_seconds',
      'How long the oldest of them has been waiting; 0 if none waits.',
      (of) => of.oldestSeconds,
    );
    measure('runs_running', 'Report runs that are being made, by all reporters.', ({ running }) => running);
  }
}

// uses the partial index on runs that are queued or running
const GET_QUEUE = `
select (count(*) filter (where report_run.status = 'queued'))::integer as "queued",
       (count(*) filter (where report_run.status = 'running'))::integer as "running",
       coalesce(extract(epoch from now() - min(report_run.requested_at) filter (where report_run.status = 'queued')), 0)
         ::double precision as "oldestSeconds"
from report_run
where report_run.status in ('queued', 'running')
`;
