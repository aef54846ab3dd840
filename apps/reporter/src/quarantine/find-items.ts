import type { QuarantinedItem, QuarantineState } from '@trailkeeper/contract';
import { instantText, query, type Queryable } from '@trailkeeper/database';
import { ApiError, isNumberId, type PagePosition } from '@trailkeeper/http';
import type { ItemFilter } from './item-filter.js';

export interface ItemListFilter extends ItemFilter {
  readonly state?: QuarantineState | undefined;
  readonly after?: PagePosition | undefined;
  readonly limit: number;
}

/** Quarantined items, what arrived last first; one more than `limit` if there are more. */
export function findItems(
  db: Queryable,
  { code, key, state, from, to, after, limit }: ItemListFilter,
): Promise<QuarantinedItem[]> {
  const wanted = [code, key, state, from, to, after?.at, after?.id].map((value) => value ?? null);
  return query<QuarantinedItem>(db, FIND_ITEMS, [...wanted, limit + 1]);
}

/** The item with this id. Throws ApiError 404. */
export async function getItem(db: Queryable, id: string): Promise<QuarantinedItem> {
  const [item] = isNumberId(id) ? await query<QuarantinedItem>(db, GET_ITEM, [id]) : [];
  if (item === undefined) throw new ApiError('not_found', 404, `There is no quarantined item "${id.slice(0, 100)}".`);
  return item;
}

const ITEM = `
select item.id, ${instantText('item.arrived_at')} as "arrivedAt", batch.key_name as "keyName",
       item.item_index as "index", item.code, item.message, item.bytes, encode(item.sha256, 'hex') as "sha256", item.state,
       case when item.requested_at is not null then json_build_object(
         'requestedAt', ${instantText('item.requested_at')},
         'requestedBy', item.requested_by,
         'reason', item.request_reason,
         'admitsScope', item.request_admits
       ) end as "replay",
       item.tries, ${instantText('item.tried_at')} as "triedAt", item.result,
       case when item.state = 'replayed' then json_build_object(
         'occurredAt', ${instantText('item.event_occurred_at')},
         'contentHash', encode(item.event_content_hash, 'hex'),
         'batchId', item.event_batch_id::text
       ) end as "event",
       case when item.state = 'discarded' then json_build_object(
         'at', ${instantText('item.discarded_at')},
         'by', item.discarded_by,
         'reason', item.discard_reason
       ) end as "discard"
from quarantine item
join ingest_batch batch on batch.id = item.batch_id
`;

const GET_ITEM = `
${ITEM}
where item.id = $1
`;

// uses quarantine_arrived_at_idx, or quarantine_held_idx for the states that it has
const FIND_ITEMS = `
${ITEM}
where ($1::text is null or item.code = $1)
  and ($2::text is null or batch.key_name = $2)
  and ($3::text is null or item.state = $3)
  and ($4::timestamptz is null or item.arrived_at >= $4)
  and ($5::timestamptz is null or item.arrived_at < $5)
  and ($6::timestamptz is null or (item.arrived_at, item.id) < ($6::timestamptz, $7::bigint))
order by item.arrived_at desc, item.id desc
limit $8
`;
