import { weekdaySchema, type Weekday, WEEKDAYS } from '@trailkeeper/contract';
import { z } from 'zod';
import { maybeCronFault } from './read-cron.js';

/** Injects the settings. */
export const CALENDAR_SETTINGS = Symbol('CALENDAR_SETTINGS');

/** What a week and a year are to a schedule that does not say. */
export interface CalendarSettings {
  readonly weekStart: Weekday;
  /** A month from 1 to 12. */
  readonly fiscalYearStart: number;
}

const timeSchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'Give a time of day from 00:00 to 23:59, such as 06:00.' });

/**
 * When a schedule is due, on the clocks of its time zone: a cron expression, or a simple choice. One object and not a union,
 * so that each fault names its field.
 */
export const whenSchema = z
  .strictObject({
    cron: z
      .string()
      .max(200)
      .optional()
      .describe('Minute, hour, day of the month, month, day of the week; or a nickname such as `@daily`.'),
    every: z.enum(['day', 'week', 'month', 'quarter', 'year']).optional().describe('Instead of `cron`.'),
    at: timeSchema.optional().describe('The time of day, such as `06:00`.'),
    weekday: weekdaySchema.optional().describe('Of a week; without it the day on which the week starts.'),
    day: z
      .union([z.int().min(1).max(28), z.literal('last')], { error: 'Give a day from 1 to 28, or "last".' })
      .optional()
      .describe('Of the month; without it the first.'),
    month: z.int().min(1).max(12).optional().describe('Of a year; without it the one in which the fiscal year starts.'),
  })
  .superRefine((when, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message, input: undefined });
    if (when.cron === undefined && when.every === undefined) {
      return refuse('cron', 'Give "cron", such as "0 6 * * *", or "every" with "at".');
    }
    if (when.cron === undefined && when.at === undefined) refuse('at', 'Give the time of day, such as 06:00.');
    const fault = when.cron === undefined ? undefined : maybeCronFault(when.cron);
    if (fault !== undefined) refuse('cron', fault);
    const known: readonly string[] = when.cron === undefined ? FIELDS_OF[when.every ?? 'day'] : ['cron'];
    for (const [field, value] of Object.entries(when)) {
      if (value === undefined || known.includes(field)) continue;
      const other = when.cron === undefined ? `a schedule for every ${when.every}` : 'one that has "cron"';
      refuse(field, `Leave it out: it means nothing to ${other}.`);
    }
  });

export type WhenRequest = z.output<typeof whenSchema>;

const FIELDS_OF = {
  day: ['every', 'at'],
  week: ['every', 'at', 'weekday'],
  month: ['every', 'at', 'day'],
  quarter: ['every', 'at', 'day'],
  year: ['every', 'at', 'day', 'month'],
};

/** A checked choice as one cron expression; a quarter begins where one of the fiscal year does. */
export function cronOf(when: WhenRequest, { weekStart, fiscalYearStart }: CalendarSettings): string {
  if (when.cron !== undefined) return when.cron;
  const [hour, minute] = (when.at ?? '').split(':').map(Number);
  const day = when.day === 'last' ? 'L' : (when.day ?? 1);
  const time = `${minute} ${hour}`;
  switch (when.every) {
    case 'week':
      return `${time} * * ${(WEEKDAYS.indexOf(when.weekday ?? weekStart) + 1) % 7}`;
    case 'month':
      return `${time} ${day} * *`;
    case 'quarter':
      return `${time} ${day} ${quarterMonths(fiscalYearStart).join(',')} *`;
    case 'year':
      return `${time} ${day} ${when.month ?? fiscalYearStart} *`;
    case 'day':
    case undefined:
      return `${time} * * *`;
  }
}

/** The months in which quarters begin, in the order of the calendar year. */
function quarterMonths(fiscalYearStart: number): number[] {
  const first = ((fiscalYearStart - 1) % 3) + 1;
  return [first, first + 3, first + 6, first + 9];
}
