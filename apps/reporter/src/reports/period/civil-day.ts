import { DateTime } from 'luxon';
import type { Period } from './period.js';

/** A date in some time zone; `month` and `day` count from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** One day of a period with the part of it that lies in the period. */
export interface CivilDay {
  /** `YYYY-MM-DD` in the period's zone. */
  readonly date: string;
  readonly from: Date;
  readonly to: Date;
}

/** The date that a moment has in a zone. */
export function civilDateOf(moment: Date, timeZone: string): CivilDate {
  const { year, month, day } = DateTime.fromJSDate(moment, { zone: timeZone });
  return { year, month, day };
}

/**
 * The first moment of a date in a zone. Not always midnight: where clocks jump over it the day begins later (Cairo), and
 * where midnight comes twice the first one counts (Havana). A date that a zone left out (Apia, 30 December 2011) begins
 * with the day after it.
 */
export function startOfDay(date: CivilDate, timeZone: string): Date {
  const midnight = DateTime.fromObject(date, { zone: timeZone });
  return new Date(Math.min(...midnight.getPossibleOffsets().map((one) => one.toMillis())));
}

/** Whether a day of the zone begins at this very moment. */
export function isStartOfDay(moment: Date, timeZone: string): boolean {
  return startOfDay(civilDateOf(moment, timeZone), timeZone).getTime() === moment.getTime();
}

/** The date so many days (or months) later, or earlier if negative. */
export function addToDate(date: CivilDate, by: { days?: number; months?: number }): CivilDate {
  const { year, month, day } = DateTime.fromObject(date, { zone: 'utc' }).plus(by);
  return { year, month, day };
}

/** How many days lie between two dates. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return (Date.UTC(to.year, to.month - 1, to.day) - Date.UTC(from.year, from.month - 1, from.day)) / 86_400_000;
}

/** `YYYY-MM-DD` */
export function isoDate({ year, month, day }: CivilDate): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The days of a period in its zone, the first and the last cut to it. They follow each other without a gap. */
export function daysOf({ from, to, timeZone }: Period): CivilDay[] {
  const days: CivilDay[] = [];
  let date = civilDateOf(from, timeZone);
  let begins = from;
  while (begins < to) {
    const next = addToDate(date, { days: 1 });
    const nextBegins = startOfDay(next, timeZone);
    const ends = nextBegins < to ? nextBegins : to;
    // Empty where the zone left the date out, or where clocks went back over midnight just before the period.
    if (ends > begins) days.push({ date: isoDate(date), from: begins, to: ends });
    begins = ends > begins ? ends : begins;
    date = next;
  }
  return days;
}
