import type { HistogramInterval } from '@trailkeeper/contract';
import { DateTime } from 'luxon';
import type { Span } from '../../reports/counts/bucket-parts.js';
import { addToDate, type CivilDate, civilDateOf, startOfDay } from '../../reports/period/civil-day.js';

/** Hours on the clock of a zone (IANA), or its days, weeks from Monday (ISO 8601) or months. */
export interface Scale {
  readonly interval: HistogramInterval;
  readonly timeZone: string;
}

/**
 * A stretch of time cut where the intervals begin, one after the other without a gap; at most one more than `max`. Where
 * clocks are put forward or back, a day is shorter or longer and an hour, if they go by half of one, is cut there. Pure.
 */
export function localBuckets({ from, to }: Span, scale: Scale, max: number): Span[] {
  const buckets: Span[] = [];
  let begins = from;
  while (begins < to && buckets.length <= max) {
    const next = endOfInterval(begins, scale);
    const ends = next < to ? next : to;
    buckets.push({ from: begins, to: ends });
    begins = ends;
  }
  return buckets;
}

/** The beginning of the interval that a moment lies in. Pure. */
export function startOfInterval(moment: Date, { interval, timeZone }: Scale): Date {
  const date = civilDateOf(moment, timeZone);
  const first = startOfDay(firstDateOf(date, interval), timeZone);
  if (interval !== 'hour') return first;
  // From the day's beginning on: one cannot go back from a moment without knowing whether clocks were put in between.
  let begins = first;
  for (let next = first; next <= moment; next = endOfHour(next, timeZone)) begins = next;
  return begins;
}

/** The end of the interval that a moment lies in, later than the moment itself. Pure. */
export function endOfInterval(moment: Date, { interval, timeZone }: Scale): Date {
  if (interval === 'hour') return endOfHour(moment, timeZone);
  let first = firstDateOf(civilDateOf(moment, timeZone), interval);
  for (;;) {
    first = nextDateOf(first, interval);
    const begins = startOfDay(first, timeZone);
    // Not later where clocks went back over midnight just before the moment, or where the zone left the date out.
    if (begins > moment) return begins;
  }
}

/** An hour later if the clock then shows a full one; half an hour later, too, where clocks were put by that much. */
function endOfHour(moment: Date, timeZone: string): Date {
  const { minute, second, millisecond } = DateTime.fromJSDate(moment, { zone: timeZone });
  return new Date(moment.getTime() + HOUR_MS - ((minute * 60 + second) * 1_000 + millisecond));
}

const HOUR_MS = 3_600_000;

function firstDateOf(date: CivilDate, interval: HistogramInterval): CivilDate {
  if (interval === 'month') return { ...date, day: 1 };
  return interval === 'week'
    ? addToDate(date, { days: 1 - DateTime.utc(date.year, date.month, date.day).weekday })
    : date;
}

function nextDateOf(first: CivilDate, interval: HistogramInterval): CivilDate {
  if (interval === 'month') return addToDate(first, { months: 1 });
  return addToDate(first, { days: interval === 'week' ? 7 : 1 });
}
