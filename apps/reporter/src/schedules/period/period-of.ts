import { type PeriodRule, WEEKDAYS } from '@trailkeeper/contract';
import { DateTime } from 'luxon';
import { type CivilDate, addToDate, civilDateOf, startOfDay } from '../../reports/period/civil-day.js';
import type { Period } from '../../reports/period/period.js';

/**
 * The period that a slot reports on: the last whole one of the rule that has ended by its due time, on the calendar of the
 * zone. `last-days` are the dates before the day of the due time.
 */
export function periodOf(rule: PeriodRule, dueAt: Date, timeZone: string): Period {
  const today = dayOf(dueAt, timeZone);
  const end = endOf(rule, today);
  const to = startOfDay(end, timeZone);
  let first = addToDate(end, lengthOf(rule));
  let from = startOfDay(first, timeZone);
  // A date that the zone left out is no day (Apia, 30 December 2011).
  while (from.getTime() === to.getTime()) {
    first = addToDate(first, { days: -1 });
    from = startOfDay(first, timeZone);
  }
  return { from, to, timeZone };
}

/** The date whose day has begun last. Where clocks go back over midnight, the one before is shown again. */
function dayOf(moment: Date, timeZone: string): CivilDate {
  const date = civilDateOf(moment, timeZone);
  const next = addToDate(date, { days: 1 });
  return startOfDay(next, timeZone) <= moment ? next : date;
}

/** The date that the period ends before: the last one, today included, on which one of the rule begins. */
function endOf(rule: PeriodRule, today: CivilDate): CivilDate {
  switch (rule.kind) {
    case 'previous-day':
    case 'last-days':
      return today;
    case 'previous-week':
      return addToDate(today, { days: -daysSince(rule.weekStart, today) });
    case 'previous-month':
      return firstOfMonth(today, 0);
    case 'previous-quarter':
      return firstOfMonth(today, monthsSince(rule.fiscalYearStart, today) % 3);
    case 'previous-year':
      return firstOfMonth(today, monthsSince(rule.fiscalYearStart, today));
  }
}

/** How far before its end a period begins. */
function lengthOf(rule: PeriodRule): { days: number } | { months: number } {
  switch (rule.kind) {
    case 'previous-day':
      return { days: -1 };
    case 'last-days':
      return { days: -rule.days };
    case 'previous-week':
      return { days: -7 };
    case 'previous-month':
      return { months: -1 };
    case 'previous-quarter':
      return { months: -3 };
    case 'previous-year':
      return { months: -12 };
  }
}

function daysSince(weekStart: (typeof WEEKDAYS)[number], today: CivilDate): number {
  const weekday = DateTime.fromObject({ ...today }, { zone: 'utc' }).weekday - 1;
  return (weekday - WEEKDAYS.indexOf(weekStart) + 7) % 7;
}

function monthsSince(firstMonth: number, { month }: CivilDate): number {
  return (month - firstMonth + 12) % 12;
}

function firstOfMonth({ year, month }: CivilDate, monthsBefore: number): CivilDate {
  return addToDate({ year, month, day: 1 }, { months: -monthsBefore });
}
