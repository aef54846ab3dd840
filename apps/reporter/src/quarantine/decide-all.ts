import type { QuarantineState } from '@trailkeeper/contract';
import { instantText, query, type Queryable } from '@trailkeeper/database';
import type { ItemFilter } from './item-filter.js';

/** Which held items to decide on. */
export interface HeldFilter extends ItemFilter {
  readonly states: readonly Extract<QuarantineState, 'open' | 'replay-requested'>[];
  /** Left out by their code. */
  readonly except?: string | undefined;
}

/**
 * Decides on all items of the filter that have arrived by now, some thousand at a time, each lot committed by itself: broken
 * off, it has decided on some, and is to be called again. Gives the sum of what `decide` gives.
 */
export async function decideAll(
  db: Queryable,
  filter: HeldFilter,
  decide: (ids: string[]) => Promise<number>,
): Promise<number> {
  const { states, code, except, key, from, to } = filter;
  const [moment] = await query<{ now: string }>(db, GET_NOW);
  let decided = 0;
  let last: PickedItem | undefined;
  do {
    const wanted = [states, code, except, key, from, to, moment?.now, last?.at, last?.id];
    const picked = await query<PickedItem>(db, PICK_ITEMS, [...wanted.map((value) => value ?? null), MAX_ITEMS]);
    if (picked.length > 0) decided += await decide(picked.map(({ id }) => id));
    last = picked.length === MAX_ITEMS ? picked.at(-1) : undefined;
  } while (last !== undefined);
  return decided;
}

interface PickedItem {
  id: string;
  /** When it arrived. */
  at: string;
}

/** 5,000: under a second. */
const MAX_ITEMS = 5_000;

const GET_NOW = `
select ${instantText('now()')} as "now"
`;

// uses quarantine_held_idx
const PICK_ITEMS = `
select item.id, ${instantText('item.arrived_at')} as "at"
from quarantine item
join ingest_batch batch on batch.id = item.batch_id
where item.state in ('open', 'replay-requested') and item.state = any ($1)
  and ($2::text is null or item.code = $2)
  and ($3::text is null or item.code <> $3)
  and ($4::text is null or batch.key_name = $4)
  and ($5::timestamptz is null or item.arrived_at >= $5)
  and ($6::timestamptz is null or item.arrived_at < $6)
  and item.arrived_at <= $7::timestamptz
  and ($8::timestamptz is null or (item.arrived_at, item.id) > ($8::timestamptz, $9::bigint))
order by item.arrived_at, item.id
limit $10
`;
