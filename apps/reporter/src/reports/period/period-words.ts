import { DateTime } from 'luxon';
import { type CalendarSpan, calendarSpanOf, previousPeriod } from './calendar-span.js';
import { type CivilDate, isoDate } from './civil-day.js';
import type { Period } from './period.js';

/** A period as people say it ("September 2026", "3 to 16 September 2026"), in its zone. */
export function periodWords(period: Period): string {
  return wordsOf(period).words;
}

/** The same of the period that figures are compared with. */
export function previousPeriodWords(period: Period): string {
  return periodWords(previousPeriod(period));
}

/** A period where a sentence needs it: "in September 2026", "on 15 September 2026", "from 3 to 16 September 2026". */
export function duringWords(period: Period): string {
  const { preposition, words } = wordsOf(period);
  return preposition === 'between' ? `between ${words.replace(' to ', ' and ')}` : `${preposition} ${words}`;
}

/** A period in a file's name: `2026-09`, `2026-q3`, `2026`, `2026-w37`, `2026-09-15`, else `from_to_to`, `to` excluded. */
export function periodSlug(period: Period): string {
  const span = calendarSpanOf(period);
  if (span.kind === 'moments') return `${momentSlug(period.from, period)}_to_${momentSlug(period.to, period)}`;
  const { year, month } = span.first;
  if (span.kind === 'months') {
    if (span.months === 1) return isoDate(span.first).slice(0, 7);
    if (isYear(span)) return String(year);
    if (isQuarter(span)) return `${year}-q${Math.ceil(month / 3)}`;
  } else {
    if (span.days === 1) return isoDate(span.first);
    const week = isoWeek(span);
    if (week !== undefined) return `${week.year}-w${String(week.number).padStart(2, '0')}`;
  }
  const end = DateTime.fromJSDate(period.to, { zone: period.timeZone });
  return `${isoDate(span.first)}_to_${isoDate(end)}`;
}

interface Words {
  preposition: 'in' | 'on' | 'from' | 'between';
  words: string;
}

function wordsOf(period: Period): Words {
  const span = calendarSpanOf(period);
  if (span.kind === 'moments') {
    const [from, to] = [period.from, period.to].map((moment) => momentWords(moment, period));
    return { preposition: 'between', words: `${from} to ${to}` };
  }
  return span.kind === 'months' ? monthsWords(span) : daysWords(span);
}

function monthsWords(span: CalendarSpan & { kind: 'months' }): Words {
  const { first, last, months } = span;
  const { year, month } = first;
  if (months === 1) return { preposition: 'in', words: `${monthName(first)} ${year}` };
  if (isYear(span)) return { preposition: 'in', words: String(year) };
  if (isQuarter(span)) {
    return { preposition: 'in', words: `Q${Math.ceil(month / 3)} ${year} (${monthName(first)} to ${monthName(last)})` };
  }
  const firstYear = year === last.year ? '' : ` ${year}`;
  return { preposition: 'from', words: `${monthName(first)}${firstYear} to ${monthName(last)} ${last.year}` };
}

function daysWords(span: CalendarSpan & { kind: 'days' }): Words {
  const { first, last, days } = span;
  const end = `${last.day} ${monthName(last)} ${last.year}`;
  if (days === 1) return { preposition: 'on', words: end };
  const firstYear = first.year === last.year ? '' : ` ${first.year}`;
  const firstMonth = firstYear === '' && first.month === last.month ? '' : ` ${monthName(first)}`;
  const range = `${first.day}${firstMonth}${firstYear} to ${end}`;
  const week = isoWeek(span);
  if (week === undefined) return { preposition: 'from', words: range };
  return { preposition: 'in', words: `week ${week.number} of ${week.year} (${range})` };
}

function isYear({ months, first }: { months: number; first: CivilDate }): boolean {
  return months === 12 && first.month === 1;
}

function isQuarter({ months, first }: { months: number; first: CivilDate }): boolean {
  return months === 3 && first.month % 3 === 1;
}

/** Monday to Sunday, numbered by ISO 8601. */
function isoWeek({ days, first }: { days: number; first: CivilDate }): { number: number; year: number } | undefined {
  const start = DateTime.fromObject({ ...first }, { zone: 'utc' });
  return days === 7 && start.weekday === 1 ? { number: start.weekNumber, year: start.weekYear } : undefined;
}

function monthName({ month }: CivilDate): string {
  return MONTHS[month - 1] ?? '';
}

function momentWords(moment: Date, { timeZone }: Period): string {
  const local = DateTime.fromJSDate(moment, { zone: timeZone });
  return `${local.day} ${monthName(local)} ${local.year} ${local.toFormat(timeFormat(local, ':'))}`;
}

function momentSlug(moment: Date, { timeZone }: Period): string {
  const local = DateTime.fromJSDate(moment, { zone: timeZone });
  return `${isoDate(local)}-${local.toFormat(timeFormat(local, ''))}`;
}

/** Minutes, and as much more as the moment needs. */
function timeFormat({ second, millisecond }: DateTime, separator: string): string {
  const minutes = `HH${separator}mm`;
  if (millisecond !== 0) return `${minutes}${separator}ss.SSS`;
  return second === 0 ? minutes : `${minutes}${separator}ss`;
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
