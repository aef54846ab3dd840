import { instantText } from '@trailkeeper/database';
import type { AskRows } from './ask-rows.js';

/** When anything arrived with a key: RFC 3339 in UTC with microseconds, and buckets as `Heard` has them. */
export interface KeyHeard {
  readonly name: string;
  readonly lastArrivedAt: string | null;
  readonly buckets: readonly number[];
  /** Revoked, or expired at the given moment. */
  readonly isEnded: boolean;
}

/**
 * All keys that were ever made, and the one in the collector's environment if it was ever used, each with when something
 * arrived with it in the 28 days before it last did. What is only sent again arrives too: its sender is there. What is
 * replayed out of quarantine does not: its sender need not be.
 */
export function findKeysHeard(ask: AskRows, asOf: Date): Promise<KeyHeard[]> {
  return ask<KeyHeard>(FIND_KEYS_HEARD, [asOf]);
}

// The batches of the last minutes, or of what else is not settled, by ingest_batch_arrived_at_idx, once for all keys; the
// rest by the primary key of key_arrival.
const FIND_KEYS_HEARD = `
with recent as materialized (
  select batch.key_name, date_bin('15 minutes', batch.arrived_at, timestamptz 'epoch') as bucket,
         max(batch.arrived_at) as last_arrived_at
  from ingest_batch batch
  where batch.arrived_at >= (select state.settled_until from key_arrival_fold state)
    and batch.received > 0 -- not a replay
  group by 1, 2
), source as (
  select ingest_key.name,
         ingest_key.revoked_at is not null or coalesce(ingest_key.expires_at <= $1::timestamptz, false) as is_ended
  from ingest_key
  union all
  select 'INGEST_KEY', false
), last as materialized (
  select source.name, source.is_ended, greatest(settled.last_arrived_at, unsettled.last_arrived_at) as arrived_at
  from source
  left join lateral (
    select arrival.last_arrived_at
    from key_arrival arrival
    where arrival.key_name = source.name
    order by arrival.bucket desc
    limit 1
  ) settled on true
  left join lateral (
    select max(recent.last_arrived_at) as last_arrived_at from recent where recent.key_name = source.name
  ) unsettled on true
)
select last.name, ${instantText('last.arrived_at')} as "lastArrivedAt", last.is_ended as "isEnded",
       coalesce(heard.buckets, '[]') as "buckets"
from last
cross join lateral (
  select json_agg(numbered.bucket order by numbered.bucket) as buckets
  from (
    select (extract(epoch from arrival.bucket) / 900)::bigint as bucket
    from key_arrival arrival
    where arrival.key_name = last.name
      and arrival.bucket >= date_bin('15 minutes', last.arrived_at, timestamptz 'epoch') - interval '28 days'
    union
    select (extract(epoch from recent.bucket) / 900)::bigint
    from recent
    where recent.key_name = last.name
      and recent.bucket >= date_bin('15 minutes', last.arrived_at, timestamptz 'epoch') - interval '28 days'
  ) numbered
) heard
where last.name <> 'INGEST_KEY' or last.arrived_at is not null
order by last.name
`;
