import type { TopItem, TopList, TopSubject } from '@trailkeeper/contract';
import { instantText } from '@trailkeeper/database';
import type { EventSearch } from '../event-search.js';
import { type Matching, whereOf } from '../matching/matching.js';
import { type Bind, openParams } from '../matching/sql-part.js';
import { foundCounts } from './found-counts.js';
import type { Asked } from '../while-wanted.js';

export interface TopRequest {
  readonly by: TopSubject;
  readonly limit: number;
  /** How many matches are looked at, the newest. */
  readonly among: number;
}

/** What comes most often among what a search finds. Actions of a counted search are those of all that it finds. */
export async function findTop(asked: Asked, search: EventSearch, request: TopRequest): Promise<TopList> {
  const { bind, params } = openParams();
  const { basis, matching, select } = await foundCounts(asked, search);
  const isOfCounts = request.by === 'action' && basis === 'counts';
  const matched = isOfCounts ? countedActions(select(bind)) : newest(matching, request, bind);
  const sql = topOf(matched, request, bind);
  return toTopList(await asked.query<TopRow>(sql, params), request);
}

interface TopRow extends Omit<TopItem, 'value' | 'events' | 'failures'> {
  value: string | null;
  events: string;
  failures: string;
  /** Whether it is the one match that is too many. */
  isBeyond: boolean;
  among: string;
}

function toTopList(rows: readonly TopRow[], { by, limit }: TopRequest): TopList {
  const within = rows.filter(({ isBeyond }) => !isBeyond);
  const items = within.flatMap(toItems).slice(0, limit);
  const among = Number(rows[0]?.among ?? 0);
  const without = Number(within.find(({ value }) => value === null)?.events ?? 0);
  const others = items.reduce((rest, { events }) => rest - events, among - without);
  return { by, among: { events: among, isAll: within.length === rows.length }, items, others, without };
}

function toItems({ value, label, type, events, failures, firstSeen, lastSeen }: TopRow): TopItem[] {
  if (value === null) return [];
  return [{ value, label, type, events: Number(events), failures: Number(failures), firstSeen, lastSeen }];
}

function countedActions(select: string): string {
  return `
select found.action as value, null::text as label, null::text as type, found.outcome, found.events, found.first_seen,
       found.last_seen, false as is_beyond
from (${select}) found`;
}

/** One more than is looked at says whether there are more. */
function newest(matching: Matching, { by, among }: TopRequest, bind: Bind): string {
  const { value, label, type } = SUBJECTS[by];
  return `
select ${value} as value, ${label} as label, ${type} as type, event.outcome, 1::bigint as events,
       event.occurred_at as first_seen, event.occurred_at as last_seen,
       row_number() over (order by event.occurred_at desc, event.content_hash desc) > ${bind(among)}::bigint as is_beyond
from audit_event event
where ${whereOf(matching, bind)}
order by event.occurred_at desc, event.content_hash desc
limit ${bind(among + 1)}::bigint`;
}

/** Null where the event has none: then it is counted under `without`. */
const SUBJECTS: Record<TopSubject, { value: string; label: string; type: string }> = {
  action: { value: 'event.action', label: 'null::text', type: 'null::text' },
  initiator: {
    value: 'coalesce(event.initiator_id, event.initiator_name)',
    label: 'event.initiator_name',
    type: 'null::text',
  },
  target: {
    value: 'coalesce(event.target_id, event.target_name)',
    label: 'event.target_name',
    type: 'case when coalesce(event.target_id, event.target_name) is not null then event.target_type end',
  },
  reason: {
    value: 'coalesce(event.reason_code::text, event.reason_text)',
    label: 'event.reason_text',
    type: 'null::text',
  },
};

/** What is beyond and what has no value come first, being at most one row each. */
function topOf(matched: string, { limit }: TopRequest, bind: Bind): string {
  return `
select grouped.value, grouped.label, grouped.type, grouped.events, grouped.failures,
       ${instantText('grouped.first_seen')} as "firstSeen", ${instantText('grouped.last_seen')} as "lastSeen",
       grouped.is_beyond as "isBeyond",
       coalesce(sum(grouped.events) filter (where not grouped.is_beyond) over (), 0) as "among"
from (
  select matched.value, matched.label, matched.type, matched.is_beyond, sum(matched.events) as events,
         coalesce(sum(matched.events) filter (where matched.outcome = 'failure'), 0) as failures,
         min(matched.first_seen) as first_seen, max(matched.last_seen) as last_seen
  from (${matched}) matched
  group by matched.value, matched.label, matched.type, matched.is_beyond
) grouped
order by grouped.is_beyond desc, grouped.value is null desc, grouped.events desc, grouped.value collate "C",
         grouped.label collate "C" nulls first, grouped.type collate "C" nulls first
limit ${bind(limit + 2)}::integer
`;
}
