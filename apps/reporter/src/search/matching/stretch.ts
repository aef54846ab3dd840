import type { OpenSpan } from '../event-search.js';
import type { SqlPart } from './sql-part.js';

/** A stretch of event time: RFC 3339 with as many decimals as the database has, `to` excluded; null: no bound. */
export interface Stretch {
  readonly from: string | null;
  readonly to: string | null;
}

/** From the moments that a user gave. */
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
