import { type PeriodRule, periodRuleSchema, weekdaySchema } from '@trailkeeper/contract';
import { z } from 'zod';
import type { CalendarSettings } from '../when/when-request.js';

const [day, week, month, quarter, year, lastDays] = periodRuleSchema.options;
const fiscalYearStart = quarter.shape.fiscalYearStart.optional().describe('Without it FISCAL_YEAR_START.');

/** A period rule that need not say what a week or a year is. */
export const periodRequestSchema = z.discriminatedUnion('kind', [
  day,
  week.extend({ weekStart: weekdaySchema.optional().describe('Without it WEEK_START.') }),
  month,
  quarter.extend({ fiscalYearStart }),
  year.extend({ fiscalYearStart }),
  lastDays,
]);

export type PeriodRequest = z.output<typeof periodRequestSchema>;

/** The same with all said: a setting that is changed later changes no schedule. */
export function periodRuleOf(period: PeriodRequest, settings: CalendarSettings): PeriodRule {
  switch (period.kind) {
    case 'previous-week':
      return { kind: period.kind, weekStart: period.weekStart ?? settings.weekStart };
    case 'previous-quarter':
    case 'previous-year':
      return { kind: period.kind, fiscalYearStart: period.fiscalYearStart ?? settings.fiscalYearStart };
    case 'previous-day':
    case 'previous-month':
    case 'last-days':
      return period;
  }
}
