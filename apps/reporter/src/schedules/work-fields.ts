import { scopeIds } from '@trailkeeper/catalog';
import { reportFormatSchema } from '@trailkeeper/contract';
import { z } from 'zod';
import { REPORT_KINDS } from '../reports/index.js';
import { periodRequestSchema } from './period/period-request.js';
import { maybeSettlingTime } from './period/settling-time.js';
import { whenSchema } from './when/when-request.js';

/** What of a schedule a preset can propose: what is made of which period, and when. */
export const workFields = {
  reports: z
    .array(z.enum(REPORT_KINDS.map(({ id }) => id)))
    .min(1, { error: 'Name at least one kind of report.' })
    .max(50)
    .optional()
    .describe('Kinds of report, in the order of the bundle.'),
  services: z
    .array(z.enum(scopeIds()))
    .min(1, { error: 'Name at least one service, or "all".' })
    .max(200)
    .optional()
    .describe('Services, families of services, or `all`; each gets each report.'),
  formats: z
    .array(reportFormatSchema)
    .min(1, { error: 'Name at least one format.' })
    .max(10)
    .optional()
    .describe('Of the reports; without it PDF and CSV.'),
  includeEvents: z
    .boolean()
    .optional()
    .describe('Whether the events of the period are in the bundle; without it they are.'),
  period: periodRequestSchema.optional().describe('What a slot reports on: the last whole one that has ended.'),
  when: whenSchema.optional().describe('When it is due, on the clocks of `timeZone`.'),
  settlingTime: z
    .string()
    .transform((text, context) => {
      const duration = maybeSettlingTime(text);
      if (duration !== undefined) return duration;
      const message = 'Give an ISO 8601 duration of weeks, days, hours and minutes, at most P31D, such as PT2H.';
      context.addIssue({ code: 'custom', message, input: text });
      return z.NEVER;
    })
    .optional()
    .describe('How long after its end a period is taken as complete; without it PT2H. Reports begin no earlier.'),
};

export type WorkFields = { [Field in keyof typeof workFields]?: z.output<(typeof workFields)[Field]> };
