/**
 * What clocks show, and what a schedule is due by them, told without any of the code under test: by walking through time and
 * asking Intl.DateTimeFormat at each step.
 */

const MINUTE_MS = 60_000;

/** An instant and the wall-clock time that a zone shows then, as minutes since 1970 in UTC. */
export interface Shown {
  readonly instant: number;
  readonly minute: number;
}

/** What a zone shows from `from` to `to`, every `step` minutes. */
export function* walk(timeZone: string, from: number, to: number, step = 1): Generator<Shown> {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...({ timeZone, calendar: 'gregory', hourCycle: 'h23', year: 'numeric', month: '2-digit' } as const),
    ...({ day: '2-digit', hour: '2-digit', minute: '2-digit' } as const),
  });
  for (let instant = from; instant <= to; instant += step * MINUTE_MS) {
    const found = /^(\d\d)\/(\d\d)\/(\d{4}), (\d\d):(\d\d)$/.exec(format.format(instant));
    if (found === null) throw new Error(`the clock showed ${format.format(instant)}`);
    const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = found.slice(1).map(Number);
    yield { instant, minute: Date.UTC(year, month - 1, day, hour, minute) / MINUTE_MS };
  }
}

/** The instants at which clocks come to a minute that an expression names, or pass over it, for the first time. */
export function dueByWalking(shown: Iterable<Shown>, isNamed: (minute: number) => boolean): number[] {
  const due: number[] = [];
  let latest: number | undefined;
  for (const { instant, minute } of shown) {
    if (latest !== undefined && minute > latest) {
      for (let passed = latest + 1; passed <= minute; passed += 1) {
        if (!isNamed(passed)) continue;
        due.push(instant);
        break;
      }
    }
    latest = Math.max(latest ?? minute, minute);
  }
  return due;
}

/** The first instant of each date that a zone shows, by the days since 1970. */
export function dayStarts(shown: Iterable<Shown>): Map<number, number> {
  const starts = new Map<number, number>();
  for (const { instant, minute } of shown) {
    const day = Math.floor(minute / 1440);
    if (!starts.has(day)) starts.set(day, instant);
  }
  return starts;
}

/** Whether a minute is one that five cron fields of numbers, lists, ranges, steps and `*` name; `L` is the last day. */
export function cronNames(cron: string): (minute: number) => boolean {
  const [minutes = '', hours = '', days = '', months = '', weekdays = ''] = cron.split(' ');
  const isNumber = [numbersOf(minutes, 0, 59), numbersOf(hours, 0, 23), numbersOf(months, 1, 12)];
  const isDay = numbersOf(days.replace('L', '99'), 1, 31);
  const isWeekday = numbersOf(weekdays, 0, 7);
  return (at) => {
    const date = new Date(at * MINUTE_MS);
    const parts = [date.getUTCMinutes(), date.getUTCHours(), date.getUTCMonth() + 1];
    if (!parts.every((part, index) => isNumber[index]?.has(part))) return false;
    const isLast = new Date(date.getTime() + 86_400_000).getUTCDate() === 1;
    const dayNamed = isDay.has(date.getUTCDate()) || (days.includes('L') && isLast);
    const weekdayNamed = isWeekday.has(date.getUTCDay()) || (date.getUTCDay() === 0 && isWeekday.has(7));
    // Both given: either will do, as crons have always had it.
    if (days !== '*' && weekdays !== '*') return dayNamed || weekdayNamed;
    return dayNamed && weekdayNamed;
  };
}

function numbersOf(field: string, least: number, most: number): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step = '1'] = part.split('/');
    const [first = least, last = range === '*' ? most : first] = range === '*' ? [] : range.split('-').map(Number);
    for (let number = first; number <= last; number += Number(step)) numbers.add(number);
  }
  return numbers;
}
