import { Inject, Injectable } from '@nestjs/common';
import { query } from '@trailkeeper/database';
import { keptFresh, measureKnown } from '@trailkeeper/http';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';

/** How far folding the counts lags behind; read when a monitor asks. */
@Injectable()
export class ActivityMetrics {
  constructor(@Inject(DataSource) dataSource: DataSource, @Inject(Registry) registry: Registry) {
    const read = async () => Number((await query<{ waiting: string }>(dataSource, COUNT_WAITING))[0]?.waiting ?? 0);
    const waiting = keptFresh(read, { maxAgeMs: 5_000, maxStaleMs: 60_000 });
    measureKnown(registry, {
      name: 'trailkeeper_activity_rows_waiting',
      help: 'Appended count rows that are not summed up yet, about. Reports are right with them, only slower.',
      ask: async () => (await waiting())?.value,
    });
  }
}

// The ends of the primary key of activity_delta: counting would read what may be millions of rows. Ids have few gaps.
const COUNT_WAITING = `
select coalesce(max(activity_delta.id) - min(activity_delta.id) + 1, 0) as "waiting"
from activity_delta
`;
