import { OUTCOMES, type Outcome } from '@trailkeeper/catalog';
import { type EventHistogram, HISTOGRAM_INTERVALS, type HistogramInterval } from '@trailkeeper/contract';
import { ApiError } from '@trailkeeper/http';
import type { Span } from '../../reports/counts/bucket-parts.js';
import type { EventSearch, OpenSpan } from '../event-search.js';
import { openParams } from '../matching/sql-part.js';
import { type FoundCounts, foundCounts } from './found-counts.js';
import { endOfInterval, localBuckets, startOfInterval } from './local-buckets.js';
import type { Asked } from '../while-wanted.js';

/** How a histogram is cut. */
export interface HistogramRequest {
  /** `auto`: the shortest of which the period has at most about 100. */
  readonly interval: HistogramInterval | 'auto';
  readonly timeZone: string;
}

/**
 * What a search finds, by time and outcome. A bound that the search does not have is that of the interval in which the first
 * or the last match lies. Throws ApiError 400 when there are more than 2,000 buckets.
 */
export async function findHistogram(
  asked: Asked,
  search: EventSearch,
  { interval: wanted, timeZone }: HistogramRequest,
): Promise<EventHistogram> {
  const found = await foundCounts(asked, search);
  const bounds = search.occurred;
  const matched = bounds.from === null || bounds.to === null ? await maybeSpan(asked, found) : undefined;
  const [from, to] = [bounds.from ?? matched?.from ?? null, bounds.to ?? matched?.to ?? null];
  const interval = wanted === 'auto' ? autoInterval(from, to) : wanted;
  const span = {
    from: bounds.from ?? (from && startOfInterval(from, { interval, timeZone })),
    to: bounds.to ?? (to && endOfInterval(to, { interval, timeZone })),
  };
  const buckets = bucketsOf(span, { interval, timeZone });
  const counts = buckets.length === 0 ? [] : await countByBucket(asked, found, buckets);
  return {
    ...{ interval, timeZone, basis: found.basis },
    from: span.from?.toISOString() ?? null,
    to: span.to?.toISOString() ?? null,
    buckets: buckets.map((bucket, index) => ({
      ...{ from: bucket.from.toISOString(), to: bucket.to.toISOString() },
      ...(counts[index] ?? NOTHING),
    })),
  };
}

function bucketsOf({ from, to }: OpenSpan, scale: { interval: HistogramInterval; timeZone: string }): Span[] {
  if (from === null || to === null) return [];
  const buckets = localBuckets({ from, to }, scale, MAX_BUCKETS);
  if (buckets.length <= MAX_BUCKETS) return buckets;
  const message =
    `From ${from.toISOString()} to ${to.toISOString()} there are more than ${MAX_BUCKETS} buckets of one ${scale.interval}: ` +
    'ask for a longer interval, or for a shorter period with "from" and "to".';
  throw new ApiError('invalid_request', 400, message, { errors: [{ field: 'interval', message }] });
}

/** More than any picture shows. */
const MAX_BUCKETS = 2_000;

function autoInterval(from: Date | null, to: Date | null): HistogramInterval {
  const hours = from === null || to === null ? 0 : (to.getTime() - from.getTime()) / 3_600_000;
  return HISTOGRAM_INTERVALS.find((interval) => hours / HOURS[interval] <= 100) ?? 'month';
}

const HOURS: Record<HistogramInterval, number> = { hour: 1, day: 24, week: 168, month: 730 };

async function maybeSpan(asked: Asked, found: FoundCounts): Promise<Span | undefined> {
  const { bind, params } = openParams();
  const sql = `
select min(found.first_seen) as "from", max(found.last_seen) as "to"
from (${found.select(bind)}) found
having count(*) > 0
`;
  const [span] = await asked.query<Span>(sql, params);
  return span;
}

type Counts = Record<Outcome, number>;

const NOTHING = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Counts;

async function countByBucket(
  asked: Asked,
  found: FoundCounts,
  buckets: readonly Span[],
): Promise<(Counts | undefined)[]> {
  const { bind, params } = openParams();
  const sql = `
select width_bucket(found.at, ${bind(buckets.map(({ from }) => from))}::timestamptz[]) - 1 as "place", found.outcome,
       sum(found.events) as "events"
from (${found.basis === 'counts' ? byTime(found.select(bind)) : found.select(bind)}) found
group by 1, 2
`;
  const rows = await asked.query<{ place: number; outcome: Outcome; events: string }>(sql, params);
  const counts: (Counts | undefined)[] = [];
  for (const { place, outcome, events } of rows)
    counts[place] = { ...NOTHING, ...counts[place], [outcome]: Number(events) };
  return counts;
}

/** Counts are many to a time: to find its bucket once for all of them takes a quarter off. */
function byTime(select: string): string {
  return `
select found.at, found.outcome, sum(found.events) as events
from (${select}) found
group by found.at, found.outcome`;
}
