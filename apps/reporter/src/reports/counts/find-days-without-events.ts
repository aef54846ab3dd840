import type { Span } from './bucket-parts.js';
import { bucketParts } from './bucket-parts.js';
import { daysOf } from '../period/civil-day.js';
import type { ReportRequest, SnapshotQuery } from '../report-kind.js';
import type { ActionCount } from './action-count.js';
import { type CountedScope, serviceIds } from './counted-scope.js';

/** Days of a period in its zone, how many of them have begun, and the begun ones without an event. */
export interface Days {
  readonly total: number;
  readonly begun: number;
  readonly withoutEvents: string[];
}

/**
 * Which days of the request's zone had no event in scope. `counts` are the period's own: they say which actions to look
 * for. A day that has not begun by `dataAsOf` is not held against anyone. The zone is applied here and not in SQL, so
 * that one zone database decides, and days begin on buckets because offsets are multiples of 15 minutes.
 */
export async function findDaysWithoutEvents(
  query: SnapshotQuery,
  { request, counted, counts, dataAsOf }: DaysQuestion,
): Promise<Days> {
  const days = daysOf(request);
  const starts = days.map((day) => day.from);
  const found = new Set<number>();
  const { whole, edges } = bucketParts(counted);
  if (whole !== null && counts.length > 0) {
    for (const day of await findDays(query, counted, { whole, starts, counts })) found.add(day);
  }
  // An edge is shorter than a bucket, so it lies in one day; what happened in it shows in its actions' first and last.
  for (const edge of edges) {
    const day = days.findIndex(({ from, to }) => edge.from >= from && edge.from < to);
    if (!found.has(day) && (await hasRows(query, counted, { edge, counts }))) found.add(day);
  }
  // Days follow each other, so the begun ones are the first.
  const begun = days.filter((day) => day.from <= dataAsOf);
  const withoutEvents = begun.filter((_, index) => !found.has(index)).map((day) => day.date);
  return { total: days.length, begun: begun.length, withoutEvents };
}

interface DaysQuestion {
  readonly request: ReportRequest;
  readonly counted: CountedScope;
  readonly counts: readonly ActionCount[];
  readonly dataAsOf: Date;
}

async function findDays(
  query: SnapshotQuery,
  counted: CountedScope,
  { whole, starts, counts }: { whole: Span; starts: Date[]; counts: readonly ActionCount[] },
): Promise<number[]> {
  const params = [whole.from, whole.to, counted.location, counted.account, starts];
  const rows =
    serviceIds(counted) === null
      ? await query<{ day: number }>(FIND_DAYS_OF_ALL, params)
      : await query<{ day: number }>(FIND_DAYS_OF_ACTIONS, [...params, ...namesOf(counts)]);
  return rows.map(({ day }) => day);
}

async function hasRows(
  query: SnapshotQuery,
  { location, account }: CountedScope,
  { edge, counts }: { edge: Span; counts: readonly ActionCount[] },
): Promise<boolean> {
  const params = [edge.from, edge.to, location, account, ...namesOf(counts)];
  return (await query(FIND_ROW_OF_ACTIONS, params)).length > 0;
}

/**
 * The actions that name their service; those that do not, and who emitted them. Every such emitter is in scope, so every
 * pair of the two latter is.
 */
function namesOf(counts: readonly ActionCount[]): [named: string[], emitted: string[], emitters: string[]] {
  const distinct = (texts: string[]) => [...new Set(texts)];
  const emitted = counts.filter(({ emitter }) => emitter !== '');
  return [
    distinct(counts.filter(({ emitter }) => emitter === '').map(({ action }) => action)),
    distinct(emitted.map(({ action }) => action)),
    distinct(emitted.map(({ emitter }) => emitter)),
  ];
}

const DAYS = `
select width_bucket(activity.bucket, $5::timestamptz[]) - 1 as "day"
from activity
where activity.bucket >= $1::timestamptz and activity.bucket < $2::timestamptz
  and ($3::text is null or activity.location = $3) and ($4::text is null or activity.account = $4)
`;

// uses activity_count_bucket_idx
const FIND_DAYS_OF_ALL = `
${DAYS}
group by 1
`;

// uses the primary key of activity_count
const FIND_DAYS_OF_ACTIONS = `
${DAYS}
  and activity.action = any($6::text[]) and activity.emitter = ''
union
${DAYS}
  and activity.action = any($7::text[]) and activity.emitter = any($8::text[])
`;

// at most 15 minutes of events; uses the primary key of the partition
const FIND_ROW_OF_ACTIONS = `
select 1
from audit_event event
where event.occurred_at >= $1::timestamptz and event.occurred_at < $2::timestamptz
  and ($3::text is null or event.location = $3) and ($4::text is null or event.account = $4)
  and ((event.action = any($5::text[]) and event.emitter = '')
    or (event.action = any($6::text[]) and event.emitter = any($7::text[])))
limit 1
`;
