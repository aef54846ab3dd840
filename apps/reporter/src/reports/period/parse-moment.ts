import { DateTime } from 'luxon';
import { startOfDay } from './civil-day.js';

/** What `parseMoment` takes, for messages. */
export const MOMENT_EXPECTED =
  'a date (2026-09-01: the start of that day in timeZone) or an RFC 3339 time with at most milliseconds ' +
  '(2026-09-01T00:00:00Z)';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
// More decimals are refused rather than cut: a period must be what was asked for.
const TIME = /^\d{4}-\d{2}-\d{2}[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Reads an RFC 3339 time, or a date as the start of that day in `timeZone`. Undefined if it is neither. */
export function parseMoment(text: string, timeZone: string): Date | undefined {
  const isDate = DATE.test(text);
  if (!isDate && !TIME.test(text)) return undefined;
  const time = DateTime.fromISO(text.replace(' ', 'T').toUpperCase(), { zone: 'utc' });
  if (!time.isValid) return undefined;
  return isDate ? startOfDay({ year: time.year, month: time.month, day: time.day }, timeZone) : time.toJSDate();
}
