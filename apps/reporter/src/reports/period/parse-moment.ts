import { DateTime } from 'luxon';
import { startOfDay } from './civil-day.js';

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

/** The same of a text that was checked before. Throws for any other. */
export function getMoment(text: string, timeZone: string): Date {
  const moment = parseMoment(text, timeZone);
  if (moment === undefined) throw new Error(`moment ${text} was not checked`);
  return moment;
}
