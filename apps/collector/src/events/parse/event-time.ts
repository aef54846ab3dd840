import { refused, type Result } from './item-problem.js';
import { ExactNumber, type JsonValue } from './json-value.js';

/**
 * The event time in UTC with six decimals, truncated to microseconds: half of the key of an event, so this rule never
 * changes. Read as published: 0 to 9 decimals, `Z`, `+0000`, `+00:00` or another offset, month and day with or without
 * leading zero. Not guessed: a time without zone, a number, an impossible date, a leap second; before 2000 or more than
 * 24 h ahead of `now` (epoch ms).
 */
export function parseEventTime(value: JsonValue | undefined, now: number): Result<string> {
  if (value === undefined || value === null) return refused('no_event_time', 'The event has no eventTime');
  if (typeof value === 'number' || value instanceof ExactNumber) return invalid('a number, whose unit is not known');
  if (typeof value !== 'string') return refused('wrong_type', 'eventTime must be a text');
  if (value.trim() === '') return refused('no_event_time', 'The eventTime of the event is blank');
  const parts = EVENT_TIME.exec(value.trim());
  if (!parts) return invalid('not a date, a time and a zone like 2026-09-15T10:00:07.25+0000');
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as SixNumbers;
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return invalid('not a date of the calendar');
  if (hour > 23 || minute > 59 || second > 59) return invalid('not a time of the day (leap seconds are not kept)');
  const offsetMinutes = offsetOf(parts[8] ?? 'Z');
  if (offsetMinutes === undefined) return invalid('its zone is further than a day from UTC');
  const epochMs = Date.UTC(year, month - 1, day, hour, minute, second) - offsetMinutes * 60_000;
  if (year < 1000 || epochMs < EARLIEST_MS || epochMs > now + FURTHEST_AHEAD_MS) {
    return refused('event_time_out_of_range', 'eventTime is before 2000 or more than 24 hours in the future');
  }
  const micros = (parts[7] ?? '').slice(0, 6).padEnd(6, '0');
  return { value: `${new Date(epochMs).toISOString().slice(0, 19)}.${micros}Z` };
}

type SixNumbers = [number, number, number, number, number, number];

function invalid(reason: string): { problem: { code: 'invalid_event_time'; message: string } } {
  return { problem: { code: 'invalid_event_time', message: `eventTime cannot be read: ${reason}` } };
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Minutes east of UTC; undefined when it is no offset. */
function offsetOf(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

const EVENT_TIME = /^(\d{4})-(\d{1,2})-(\d{1,2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|z|[+-]\d{2}:?\d{2})$/;
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const FURTHEST_AHEAD_MS = 24 * 60 * 60_000;
