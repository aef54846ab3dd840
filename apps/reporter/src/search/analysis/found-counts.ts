import { bucketParts, type Span } from '../../reports/counts/bucket-parts.js';
import { EARLIEST_MOMENT, LATEST_MOMENT } from '../../reports/period/moment-bounds.js';
import type { EventSearch } from '../event-search.js';
import { conditionsLeft, maybeActionNames, namesPart } from '../matching/find-actions.js';
import { type Matching, matchingOf, whereOf } from '../matching/matching.js';
import type { Bind, SqlPart } from '../matching/sql-part.js';
import { isCounted } from './counted-conditions.js';
import type { Asked } from '../while-wanted.js';

/** What a search finds, to be summed up. */
export interface FoundCounts {
  readonly basis: 'counts' | 'rows';
  /**
   * A select of `at`, `action`, `outcome`, `events`, `first_seen` and `last_seen`, a row for each count or each event. `at`
   * is when the event happened, or when its bucket of 15 minutes begins.
   */
  readonly select: SqlPart;
  /** The events themselves, whatever the basis is. */
  readonly matching: Matching;
}

/** From the counts where they know all that is asked, with the events at those ends of the period that are on no bucket. */
export async function foundCounts({ runner }: Asked, search: EventSearch): Promise<FoundCounts> {
  const matching = narrowed(search, await maybeActionNames(runner, search.conditions));
  if (!isCounted(search)) return { basis: 'rows', matching, select: (bind) => selectEvents(matching, bind) };
  return { basis: 'counts', matching, select: (bind) => selectCounts(matching, bind) };
}

/** By their names, if there are any, indexes find the events of actions, and their counts. */
function narrowed(search: EventSearch, names: readonly string[] | undefined): Matching {
  if (names === undefined) return matchingOf(search);
  const { filters, ...matching } = matchingOf({ ...search, conditions: conditionsLeft(search.conditions, names) });
  return { ...matching, filters: [namesPart(names), ...filters] };
}

function selectCounts(matching: Matching, bind: Bind): string {
  const { from, to } = matching.occurred;
  const { whole, edges } = bucketParts({ from: from ?? EARLIEST_MOMENT, to: to ?? LATEST_MOMENT });
  const selects = [
    ...(whole === null ? [] : [selectBuckets(matching, whole, bind)]),
    ...edges.map((edge) => selectEvents({ ...matching, occurred: edge }, bind)),
  ];
  return selects.join('\nunion all');
}

/**
 * The view is called `event`, so that conditions on what events are counted by mean the same of a count. Uses the primary
 * key of activity_count where there are names, else activity_count_bucket_idx.
 */
function selectBuckets({ filters }: Matching, { from, to }: Span, bind: Bind): string {
  return `
select event.bucket as at, event.action, event.outcome, event.events, event.first_seen, event.last_seen
from activity event
where ${[
    `event.bucket >= ${bind(from)}::timestamptz and event.bucket < ${bind(to)}::timestamptz`,
    ...filters.map((filter) => filter(bind)),
  ].join('\n  and ')}`;
}

function selectEvents(matching: Matching, bind: Bind): string {
  return `
select event.occurred_at as at, event.action, event.outcome, 1::bigint as events, event.occurred_at as first_seen,
       event.occurred_at as last_seen
from audit_event event
where ${whereOf(matching, bind)}`;
}
