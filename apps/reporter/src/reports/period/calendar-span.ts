import type { Period } from './period.js';
import { type CivilDate, addToDate, civilDateOf, daysBetween, isStartOfDay, startOfDay } from './civil-day.js';

/**
 * What a period is on the calendar of its zone: whole months, else whole days, else just two moments. `last` is the last
 * day in it.
 */
export type CalendarSpan =
  | { kind: 'months'; first: CivilDate; last: CivilDate; months: number }
  | { kind: 'days'; first: CivilDate; last: CivilDate; days: number }
  | { kind: 'moments' };

/** Recognises a period on the calendar of its zone. */
export function calendarSpanOf({ from, to, timeZone }: Period): CalendarSpan {
  if (!isStartOfDay(from, timeZone) || !isStartOfDay(to, timeZone)) return { kind: 'moments' };
  const first = civilDateOf(from, timeZone);
  const end = civilDateOf(to, timeZone);
  const last = addToDate(end, { days: -1 });
  if (first.day === 1 && end.day === 1) {
    return { kind: 'months', first, last, months: (end.year - first.year) * 12 + end.month - first.month };
  }
  return { kind: 'days', first, last, days: daysBetween(first, end) };
}

/**
 * The period that figures are compared with: as many months or days before it as it has, else the same length of time.
 * It ends where this one begins, so a month is compared with a month, whatever their lengths.
 */
export function previousPeriod(period: Period): Period {
  const { from, to, timeZone } = period;
  const span = calendarSpanOf(period);
  if (span.kind === 'moments') {
    return { from: new Date(from.getTime() - (to.getTime() - from.getTime())), to: from, timeZone };
  }
  const back = span.kind === 'months' ? { months: -span.months } : { days: -span.days };
  return { from: startOfDay(addToDate(span.first, back), timeZone), to: from, timeZone };
}
