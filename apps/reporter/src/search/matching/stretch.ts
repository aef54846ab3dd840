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

/** The days of UTC that a stretch touches; undefined if they are more than an index is to be asked for. Pure. */
export function maybeDays({ from, to }: Stretch): string[] | undefined {
  if (from === null || to === null) return undefined;
  const first = dayOf(from);
  // The end is excluded; a microsecond, which `Date` does not know, is of its day.
  const end = /[1-9]/.test(to.slice('2026-09-15T'.length)) ? dayOf(to) + 1 : dayOf(to);
  if (end - first > MAX_DAYS) return undefined;
  return Array.from({ length: Math.max(0, end - first) }, (_none, day) =>
    new Date((first + day) * DAY_MS).toISOString().slice(0, 10),
  );
}

function dayOf(instant: string): number {
  return Date.parse(`${instant.slice(0, 10)}T00:00:00Z`) / DAY_MS;
}

const DAY_MS = 86_400_000;
/** 40: a month is a partition, which needs no days. */
const MAX_DAYS = 40;
