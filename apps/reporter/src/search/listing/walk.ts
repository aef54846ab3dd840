import type { FoundEvent } from '@trailkeeper/contract';
import { instantText, query } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';
import { FOUND_EVENT, type FoundEventRow, toFoundEvent } from '../found-event.js';
import { termParts } from '../matching/matching.js';
import { openParams } from '../matching/sql-part.js';
import { type Stretch, stretchParts } from '../matching/stretch.js';
import type { Wanted } from './wanted.js';

export interface Walked {
  readonly events: FoundEvent[];
  /** What has not been looked at; null when nothing is left to look at, or enough was found. */
  readonly rest: Stretch | null;
}

/** When to look further, in events looked at. */
export interface Pace {
  readonly firstRows: number;
  /** From how many on another way is better. */
  readonly worthWalking: number;
  /** How many batches of a span of arrival are looked at one by one. */
  readonly mostBatches: number;
}

/**
 * 3,000 take 5 ms, and are enough for what one event of sixty is. 20,000 take 30 ms: what an index takes for some thousand
 * matches. 20,000 batches take 5 ms.
 */
export const USUAL_PACE: Pace = { firstRows: 3_000, worthWalking: 20_000, mostBatches: 20_000 };

/**
 * Looks at event after event from the newest on, whatever they are. Gives up as soon as what was found so far lets expect
 * that it would take too many.
 */
export async function walk(runner: QueryRunner, wanted: Wanted, stretch: Stretch, pace: Pace): Promise<Walked> {
  const events: FoundEvent[] = [];
  let rest = stretch;
  let lookedAt = 0;
  for (let rows = pace.firstRows; ;) {
    const end = await maybeEnd(runner, rest, rows);
    const limit = wanted.limit - events.length;
    events.push(...(await walkThrough(runner, { ...wanted, limit }, { from: end ?? rest.from, to: rest.to })));
    if (end === null || events.length === wanted.limit) return { events, rest: null };
    rest = { from: rest.from, to: end };
    lookedAt += rows;
    rows = Math.ceil((lookedAt / events.length) * (wanted.limit - events.length) * 1.3);
    if (rows > pace.worthWalking) return { events, rest };
  }
}

/** When the last of so many events of a stretch happened; null if it has no more. */
async function maybeEnd(runner: QueryRunner, stretch: Stretch, rows: number): Promise<string | null> {
  const { bind, params } = openParams();
  const where = ['true', ...stretchParts(stretch).map((part) => part(bind))].join(' and ');
  const [end] = await query<{ at: string }>(runner, findEnd(where, bind(rows)), params);
  return end?.at ?? null;
}

// uses the primary key of audit_event, and nothing but the key where a vacuum has been
const findEnd = (where: string, rows: string) => `
select ${instantText('event.occurred_at')} as "at"
from audit_event event
where ${where}
order by event.occurred_at desc, event.content_hash desc
offset ${rows} - 1
limit 1
`;

/** The same without giving up: when there is no other way. */
export async function walkThrough(runner: QueryRunner, wanted: Wanted, stretch: Stretch): Promise<FoundEvent[]> {
  const { bind, params } = openParams();
  // The terms first: most events are told from them in a tenth of the time that a pattern takes.
  const parts = [...stretchParts(stretch), ...termParts(wanted.termSets, ANY_TIME), ...wanted.filters];
  const where = ['true', ...parts.map((part) => part(bind))].join('\n    and ');
  const rows = await query<FoundEventRow>(runner, findNewest(where, bind(wanted.limit)), params);
  return rows.map(toFoundEvent);
}

const ANY_TIME: Stretch = { from: null, to: null };

// uses the primary key of audit_event
const findNewest = (where: string, limit: string) => `
select ${FOUND_EVENT}
from (
  select event.*
  from audit_event event
  where ${where}
  order by event.occurred_at desc, event.content_hash desc
  limit ${limit}
) event
join ingest_batch batch on batch.id = event.batch_id
order by event.occurred_at desc, event.content_hash desc
`;
