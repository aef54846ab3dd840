import { query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** Knows which months have a partition already, so that the database is asked once per month and process. */
export class EventPartitions {
  private readonly known = new Set<string>();

  constructor(private readonly dataSource: DataSource) {}

  /** Makes the partitions of these event times exist; each in a transaction of its own, at once committed. */
  async ensure(occurredAt: Iterable<string>): Promise<void> {
    for (const month of new Set(Array.from(occurredAt, (time) => time.slice(0, 7)))) {
      if (this.known.has(month)) continue;
      await query(this.dataSource, ENSURE_PARTITION, [`${month}-01T00:00:00Z`]);
      this.known.add(month);
    }
  }

  /** To be called when one is missing after all: a purge dropped it, or the database was restored. */
  forget(): void {
    this.known.clear();
  }
}

const ENSURE_PARTITION = `
select ensure_event_partition($1::timestamptz) as "partition"
`;
