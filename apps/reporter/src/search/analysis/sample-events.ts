import type { EventSearch } from '../event-search.js';
import { matchingOf, whereOf } from '../matching/matching.js';
import { openParams } from '../matching/sql-part.js';
import { isCountedCondition } from './counted-conditions.js';
import type { Asked } from '../while-wanted.js';

/** What was met on some of the pages that hold the events of a period. */
export interface Sample {
  /** How many of the pages, 100 for all of them. */
  readonly percent: number;
  /** Events that match. */
  readonly matches: number;
  /** Events that match those conditions that are counted. */
  readonly counted: number;
}

export interface SampleSize {
  /** To be looked at, first, and if that takes longer than `limitMs`. */
  readonly pages: readonly [number, number];
  readonly limitMs: number;
}

/** Looks at the same pages each time, so that an answer does not change by itself. */
export async function sampleEvents(asked: Asked, search: EventSearch, { pages, limitMs }: SampleSize): Promise<Sample> {
  const { from, to } = matchingOf(search).occurred;
  const [size] = await asked.query<{ pages: number }>(COUNT_PAGES, [from, to]);
  const statements = pages.map((some) => sampleOf(search, Math.min(100, (100 * some) / Math.max(1, size?.pages ?? 0))));
  const [large, small] = statements as [SampleStatement, SampleStatement];
  const rows = await asked.maybeQuery<SampleRow>(limitMs, large.sql, large.params);
  if (rows !== undefined) return toSample(rows, large);
  return toSample(await asked.query<SampleRow>(small.sql, small.params), small);
}

interface SampleRow {
  matches: string;
  counted: string;
}

type SampleStatement = ReturnType<typeof sampleOf>;

function toSample([row]: readonly SampleRow[], { percent }: SampleStatement): Sample {
  return { percent, matches: Number(row?.matches), counted: Number(row?.counted) };
}

function sampleOf({ conditions, occurred, arrived }: EventSearch, percent: number) {
  const { bind, params } = openParams();
  const counted = { conditions: conditions.filter(isCountedCondition), occurred, arrived: ANY_TIME };
  const rest = { conditions: conditions.filter((one) => !isCountedCondition(one)), occurred: ANY_TIME, arrived };
  const sql = `
select count(*) filter (where ${whereOf(matchingOf(rest), bind)}) as "matches", count(*) as "counted"
from audit_event event tablesample system (${bind(percent)}::real) repeatable (1)
where ${whereOf(matchingOf(counted), bind)}
`;
  return { sql, params, percent };
}

const ANY_TIME = { from: null, to: null };

// Of the partitions of these months; ensure_event_partition names them.
const COUNT_PAGES = `
select coalesce(sum(pg_relation_size(partition.inhrelid)), 0)::double precision
         / current_setting('block_size')::integer as "pages"
from pg_inherits partition
join pg_class relation on relation.oid = partition.inhrelid
where partition.inhparent = 'audit_event'::regclass
  and ($1::timestamptz is null or relation.relname >= 'audit_event_' || to_char($1 at time zone 'UTC', 'YYYY_MM'))
  and ($2::timestamptz is null or relation.relname <= 'audit_event_' || to_char(($2 - interval '1 microsecond') at time zone 'UTC', 'YYYY_MM'))
`;
