import type { EventTotal } from '@trailkeeper/contract';
import type { EventSearch } from '../event-search.js';
import { type Matching, whereOf } from '../matching/matching.js';
import { openParams } from '../matching/sql-part.js';
import { estimateTotal } from './estimate-total.js';
import { foundCounts } from './found-counts.js';
import type { SampleSize } from './sample-events.js';
import { sumEvents } from './sum-events.js';
import type { Asked } from '../while-wanted.js';

/** How far events are counted one by one before their number is estimated. */
export interface TotalLimits {
  readonly events: number;
  readonly countingMs: number;
  readonly sample: SampleSize;
}

/**
 * 10,000: as far as anybody reads on. 4,000 pages: some 50,000 events. All of it together stays under a second, however large
 * the trail is.
 */
const USUAL_LIMITS: TotalLimits = { events: 10_000, countingMs: 300, sample: { pages: [4_000, 400], limitMs: 500 } };

/** How many events a search finds: exact if the counts know, or if counting is cheap; else a stated estimate. */
export async function countTotal(asked: Asked, search: EventSearch, limits = USUAL_LIMITS): Promise<EventTotal> {
  const found = await foundCounts(asked, search);
  if (found.basis === 'counts') return { events: await sumEvents(asked, found), isExact: true, basis: 'counts' };
  const counted = await maybeCount(asked, found.matching, limits);
  if (counted !== undefined && counted <= limits.events) return { events: counted, isExact: true, basis: 'rows' };
  return estimateTotal(asked, search, { size: limits.sample, atLeast: counted ?? 0 });
}

/** One more than the limit if there are more; undefined if it takes too long. */
async function maybeCount(asked: Asked, matching: Matching, limits: TotalLimits): Promise<number | undefined> {
  const { bind, params } = openParams();
  const sql = `
select count(*) as "events"
from (
  select 1
  from audit_event event
  where ${whereOf(matching, bind)}
  limit ${bind(limits.events + 1)}::integer
) found
`;
  const rows = await asked.maybeQuery<{ events: string }>(limits.countingMs, sql, params);
  return rows === undefined ? undefined : Number(rows[0]?.events);
}
