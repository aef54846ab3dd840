import { daysOf } from './period/civil-day.js';
import type { Period } from './period/period.js';

/** A period cut for a chart, into so many columns that they can still be told apart. */
export interface TimeColumns {
  readonly per: 'day' | 'week' | 'month';
  /** `label` is the first day in it (`YYYY-MM-DD`), `from` its first moment; it ends where the next begins. */
  readonly columns: readonly { label: string; from: Date }[];
}

/** The days of a period in its zone; over 100 of them its weeks (from Monday), over 100 of those its months. */
export function timeColumnsOf(period: Period): TimeColumns {
  const days = daysOf(period).map(({ date, from }) => ({ label: date, from }));
  if (days.length <= MAX_COLUMNS) return { per: 'day', columns: days };
  const weeks = firstOfEach(days, mondayOf);
  if (weeks.length <= MAX_COLUMNS) return { per: 'week', columns: weeks };
  return { per: 'month', columns: firstOfEach(days, (date) => date.slice(0, 7)) };
}

/** The index of the column that a moment of the period is in. */
export function columnOf({ columns }: TimeColumns, moment: Date): number {
  let [low, high] = [0, columns.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const column = columns[middle];
    if (column !== undefined && column.from <= moment) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** More would be thin lines. */
const MAX_COLUMNS = 100;

function firstOfEach<Day extends { label: string }>(days: readonly Day[], keyOf: (date: string) => string): Day[] {
  return days.filter(({ label }, index) => {
    const before = days[index - 1];
    return before === undefined || keyOf(before.label) !== keyOf(label);
  });
}

function mondayOf(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString();
}
