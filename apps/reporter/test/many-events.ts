import { execute, query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/**
 * Stores so many thousand events, a thousand in a batch and a second apart, each with a message of so many characters: more
 * than is ever on its way to a reader who does not read. To be run as the owner.
 */
export async function insertThousands(owner: DataSource, thousands: number, characters: number): Promise<void> {
  const months = '{2026-08-01Z,2026-09-01Z}';
  await query(owner, 'select ensure_event_partition(month) from unnest($1::timestamptz[]) month', [months]);
  await execute(owner, INSERT_THOUSANDS, [thousands, characters]);
  await query(owner, 'analyze audit_event');
}

const INSERT_THOUSANDS = `
with batch as (
  insert into ingest_batch (key_name, received, stored, duplicates, quarantined)
  select 'test', 1000, 1000, 0, 0
  from generate_series(1, $1)
  returning ingest_batch.id
)
insert into audit_event (
  occurred_at, content_hash, batch_id, action, emitter, outcome, location, account, initiator_address,
  message, search_terms, body
)
select timestamptz '2026-09-15Z' - series.at * interval '1 second', sha256((batch.id || ' ' || series.at)::bytea), batch.id,
       'kms.secrets.list', '', 'success', 'us-south', 'many', '192.0.2.7',
       rpad(series.at || ' ', $2::integer, 'x'), '{}', '{}'
from batch
cross join generate_series(1, 1000) as series (at)
`;
