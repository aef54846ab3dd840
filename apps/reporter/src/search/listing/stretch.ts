import type { OpenSpan } from '../event-search.js';
import type { SqlPart } from '../matching/sql-part.js';

/** A stretch of event time: RFC 3339 with as many decimals as the database has, `to` excluded; null: no bound. */
export interface Stretch {
  readonly from: string | null;
  readonly to: string | null;
}

export function stretchOf({ from, to }: OpenSpan): Stretch {
  return { from: from?.toISOString() ?? null, to: to?.toISOString() ?? null };
}

/** As conditions on `event`. */
export function stretchParts({ from, to }: Stretch): SqlPart[] {
  const parts: SqlPart[] = [];
  if (from !== null) parts.push((bind) => `event.occurred_at >= ${bind(from)}::timestamptz`);
  if (to !== null) parts.push((bind) => `event.occurred_at < ${bind(to)}::timestamptz`);
  return parts;
}

/**
 * A stretch in pieces, the latest first: 30 days, 60, 120 and so on, and all that is left when that is as good. What is
 * found in the last month need not be looked for in ten years.
 */
export function stretchesBack({ from, to }: Stretch): Stretch[] {
  const pieces: Stretch[] = [];
  let end = to;
  for (let days = FIRST_DAYS; end !== null && days <= LAST_DAYS; days *= 2) {
    const begin = new Date(Date.parse(end) - days * DAY_MS).toISOString();
    if (from !== null && begin <= from) break;
    pieces.push({ from: begin, to: end });
    end = begin;
  }
  return [...pieces, { from, to: end }];
}

const DAY_MS = 86_400_000;
const FIRST_DAYS = 30;
/** 10 years and a half in all. */
const LAST_DAYS = 1_920;
