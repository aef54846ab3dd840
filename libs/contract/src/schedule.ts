import { z } from 'zod';
import { reportFormatSchema } from './report-run.js';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export const weekdaySchema = z.enum(WEEKDAYS);

/**
 * Which period a slot reports on: the last whole one that has ended when the slot is due, in the schedule's time zone.
 * Fiscal quarters and years begin on the first of `fiscalYearStart` (a month from 1 to 12).
 */
export const periodRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('previous-day') }),
  z.strictObject({ kind: z.literal('previous-week'), weekStart: weekdaySchema }),
  z.strictObject({ kind: z.literal('previous-month') }),
  z.strictObject({ kind: z.literal('previous-quarter'), fiscalYearStart: z.int().min(1).max(12) }),
  z.strictObject({ kind: z.literal('previous-year'), fiscalYearStart: z.int().min(1).max(12) }),
  z.strictObject({ kind: z.literal('last-days'), days: z.int().min(1).max(366) }),
]);

/** What a schedule is, all resolved: what a slot keeps of it. Durations are ISO 8601, moments RFC 3339 in UTC. */
export const scheduleDefinitionSchema = z.object({
  reports: z.array(z.string()).describe('Report kinds, in the order of the bundle.'),
  services: z.array(z.string()).describe('Services, families or `all`; each gets each report.'),
  location: z.string().nullable(),
  account: z.string().nullable(),
  formats: z.array(reportFormatSchema),
  includeEvents: z.boolean().describe('Whether the events of the period are in the bundle as JSON lines.'),
  period: periodRuleSchema,
  cron: z.string().describe('Minute, hour, day of the month, month, day of the week: when it is due, in `timeZone`.'),
  timeZone: z.string(),
  settlingTime: z.string().describe('How long after its end a period is taken as complete: `PT2H`.'),
  targets: z.array(z.uuid()).describe('Delivery targets that get the bundle.'),
  noticeTargets: z.array(z.uuid()).describe('Delivery targets that tell the owner of a slot that failed.'),
  owner: z.string().describe('Who answers for it, and is told when it fails.'),
  enabledFrom: z.string().nullable().describe('Not due before; null: from when it was made.'),
  enabledUntil: z.string().nullable().describe('Not due at or after; null: without an end.'),
  preset: z.string().nullable().describe('The preset it was made of.'),
});

/** A due time to come. */
export const dueTimeSchema = z.object({
  dueAt: z.string(),
  local: z.string().describe('The same in the time zone of the schedule, with its offset.'),
  startsAt: z.string().describe('When the reports are begun: when it is due, or later, when the period has settled.'),
  from: z.string().describe('Of the period, included.'),
  to: z.string().describe('Of the period, excluded.'),
});

export const scheduleSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  ...scheduleDefinitionSchema.shape,
  nextDue: z.array(dueTimeSchema).describe('The next five; fewer if it ends before.'),
  warnings: z
    .array(z.string())
    .describe('What may be meant otherwise, in plain words, with the way out; nothing is refused for it.'),
  createdBy: z.string(),
  createdAt: z.string(),
  updatedBy: z.string(),
  updatedAt: z.string(),
});

/** What a schedule would be, and when it would be due. Nothing is saved. */
export const schedulePreviewSchema = scheduleSchema.omit({
  id: true,
  createdBy: true,
  createdAt: true,
  updatedBy: true,
  updatedAt: true,
});

/** A schedule for a usual duty. */
export const schedulePresetSchema = z.object({
  id: z.string(),
  name: z.string(),
  clause: z
    .object({ standard: z.string(), edition: z.string(), number: z.string(), says: z.string() })
    .describe('The clause it serves; `says` is in our words.'),
  prescribed: z.array(z.string()).describe('What of it the clause asks for.'),
  ourChoice: z.array(z.string()).describe('What of it the clause leaves open.'),
  proposal: z.record(z.string(), z.unknown()).describe('What it puts into a request that does not say otherwise.'),
});

export type Weekday = z.infer<typeof weekdaySchema>;
export type PeriodRule = z.infer<typeof periodRuleSchema>;
export type ScheduleDefinition = z.infer<typeof scheduleDefinitionSchema>;
export type DueTime = z.infer<typeof dueTimeSchema>;
export type Schedule = z.infer<typeof scheduleSchema>;
export type SchedulePreview = z.infer<typeof schedulePreviewSchema>;
export type SchedulePreset = z.infer<typeof schedulePresetSchema>;
