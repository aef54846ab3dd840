import { Cron } from 'croner';
import { cronTimes } from '../due/cron-times.js';

/** Five fields, written one way; or why they cannot be a schedule's, with the way out. */
export type ReadCron = { readonly cron: string; readonly fault?: never } | { readonly fault: string };

/** 5: a report takes its time, and whoever needs to know sooner needs an alarm. */
const MIN_MINUTES = 5;

/**
 * Reads a cron expression of five fields, or a nickname such as `@daily`. Refused are what is not one, naming the field;
 * what no calendar has after `now`; and what is due more often than every five minutes by the clock on the wall, naming
 * two such times.
 */
export function readCron(text: string, now: Date): ReadCron {
  const cron = writtenOneWay(text);
  const fault = faultOfText(cron) ?? faultOfTimes(cron, now);
  return fault === undefined ? { cron } : { fault };
}

/** Why a text is no cron expression at all, whatever the time; undefined: it is one. */
export function maybeCronFault(text: string): string | undefined {
  return faultOfText(writtenOneWay(text));
}

function writtenOneWay(text: string): string {
  const words = text.trim().toUpperCase();
  return NICKNAMES.get(words) ?? words.replace(/\s+/g, ' ');
}

const NICKNAMES: ReadonlyMap<string, string> = new Map([
  ['@HOURLY', '0 * * * *'],
  ['@DAILY', '0 0 * * *'],
  ['@MIDNIGHT', '0 0 * * *'],
  ['@WEEKLY', '0 0 * * 0'],
  ['@MONTHLY', '0 0 1 * *'],
  ['@YEARLY', '0 0 1 1 *'],
  ['@ANNUALLY', '0 0 1 1 *'],
]);

const FIELDS = [
  { name: 'minute', may: '0 to 59' },
  { name: 'hour', may: '0 to 23' },
  {
    name: 'day of the month',
    may: '1 to 31, L (the last), LW (the last Monday to Friday), 15W (the one nearest to the 15th)',
  },
  { name: 'month', may: '1 to 12 or JAN to DEC' },
  { name: 'day of the week', may: '0 to 7 (0 and 7: Sunday) or SUN to SAT, FRI#2 (the second), FRI#L (the last)' },
];

function faultOfText(cron: string): string | undefined {
  if (cron.startsWith('@')) {
    return `"${shown(cron)}" is not a nickname that is known; give ${[...NICKNAMES.keys()].join(', ').toLowerCase()}, or five fields.`;
  }
  const parts = cron === '' ? [] : cron.split(' ');
  if (parts.length !== FIELDS.length) {
    return `A cron expression has five fields (${FIELDS.map(({ name }) => name).join(', ')}), this one has ${parts.length}; for every day at 06:00 give "0 6 * * *".`;
  }
  const bad = parts.findIndex((part, index) => !isField(part, index));
  const field = FIELDS[bad];
  if (field === undefined) return undefined;
  return `"${shown(parts[bad] ?? '')}" is no ${field.name} (field ${bad + 1}): give ${field.may}; several as 1,3, a range as 1-5, every second one as */2, any as *.`;
}

/** Whether the field alone, all others being any, is cron. Croner also takes `?` and `+`, which other crons do not. */
function isField(part: string, index: number): boolean {
  if (!/^[\dA-Z*,/#-]+$/.test(part)) return false;
  try {
    new Cron(FIELDS.map((_, at) => (at === index ? part : '*')).join(' '), { mode: '5-part', utcOffset: 0 });
    return true;
  } catch {
    return false;
  }
}

function faultOfTimes(cron: string, now: Date): string | undefined {
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const first = cronTimes(cron, new Date(midnight - 1)).next().value;
  if (first === undefined) {
    return 'It is never due: no year has such a date. Give a day that its months have, or L for the last day of the month.';
  }
  const pair = closePair(cron, first);
  if (pair === undefined) return undefined;
  const [one, next] = pair.map((time) => time.toISOString().slice(0, 16).replace('T', ' '));
  const minutes = (pair[1].getTime() - pair[0].getTime()) / MINUTE_MS;
  return (
    `It is due on ${one} and on ${next}, ${minutes === 1 ? 'a minute' : `${minutes} minutes`} apart; ` +
    `at least ${MIN_MINUTES} minutes must lie between. Give fewer minutes, such as */15.`
  );
}

/**
 * Two wall-clock times with less than `MIN_MINUTES` between them, if there are any. Each day that has times has the same
 * ones: it is enough to look at the first such day, and then, if its last and its first time are that close over midnight,
 * for two such days that follow each other. That is seen within 28 years, when weekdays and leap years have come round.
 */
function closePair(cron: string, first: Date): [Date, Date] | undefined {
  const nextDay = Math.floor(first.getTime() / DAY_MS + 1) * DAY_MS;
  let last = first;
  for (const time of cronTimes(cron, first)) {
    if (time.getTime() >= nextDay) break;
    if (isClose(last, time)) return [last, time];
    last = time;
  }
  if (!isClose(last, new Date(first.getTime() + DAY_MS))) return undefined;
  const days = cron.replace(/^\S+ \S+/, '0 0');
  let day = nextDay - DAY_MS;
  for (const next of cronTimes(days, new Date(day))) {
    const span = next.getTime() - day;
    if (span === DAY_MS) {
      const shift = day - (nextDay - DAY_MS);
      return [new Date(last.getTime() + shift), new Date(first.getTime() + shift + DAY_MS)];
    }
    day = next.getTime();
    if (day > nextDay + 28 * 366 * DAY_MS) return undefined;
  }
  return undefined;
}

function isClose(one: Date, next: Date): boolean {
  return next.getTime() - one.getTime() < MIN_MINUTES * MINUTE_MS;
}

function shown(text: string): string {
  return text.slice(0, 50);
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
