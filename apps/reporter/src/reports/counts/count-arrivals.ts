import type { Tally } from '@trailkeeper/contract';
import type { Span } from './bucket-parts.js';
import type { SnapshotQuery } from '../report-kind.js';

/** What arrived between two moments, over all services: received = stored + duplicates + quarantined (rule 8). */
export async function countArrivals(query: SnapshotQuery, { from, to }: Span): Promise<Tally['arrivals']> {
  const [row] = await query<Record<keyof Tally['arrivals'], string>>(COUNT_ARRIVALS, [from, to]);
  if (row === undefined) throw new Error('the tally query gave no row');
  return {
    received: Number(row.received),
    stored: Number(row.stored),
    duplicates: Number(row.duplicates),
    quarantined: Number(row.quarantined),
  };
}

// uses ingest_batch_arrived_at_idx
const COUNT_ARRIVALS = `
select coalesce(sum(ingest_batch.received), 0) as "received",
       coalesce(sum(ingest_batch.stored), 0) as "stored",
       coalesce(sum(ingest_batch.duplicates), 0) as "duplicates",
       coalesce(sum(ingest_batch.quarantined), 0) as "quarantined"
from ingest_batch
where ingest_batch.arrived_at >= $1::timestamptz and ingest_batch.arrived_at < $2::timestamptz
`;
