import { z } from 'zod';

export const REPORT_FORMATS = ['pdf', 'csv'] as const;
export const RUN_STATUSES = ['queued', 'running', 'done', 'failed'] as const;

export const reportFormatSchema = z.enum(REPORT_FORMATS);
export const runStatusSchema = z.enum(RUN_STATUSES);

/** One file of a finished run; `name` is the last part of its address. */
export const reportFileSchema = z.object({
  name: z.string(),
  format: reportFormatSchema,
  bytes: z.int().nonnegative(),
  sha256: z.string(),
});

/**
 * One production of a report. `progress` goes from 0 to 100 (percent) and `step` says what is being done.
 * `from` and `to` are instants in UTC, `to` excluded.
 */
export const reportRunSchema = z.object({
  id: z.uuid(),
  kind: z.string(),
  service: z.string(),
  from: z.string(),
  to: z.string(),
  timeZone: z.string(),
  location: z.string().nullable(),
  account: z.string().nullable(),
  formats: z.array(reportFormatSchema),
  status: runStatusSchema,
  step: z.string(),
  progress: z.int().min(0).max(100),
  requestedBy: z.string(),
  requestedAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  failure: z.string().nullable(),
  catalogVersion: z.string().nullable(),
  files: z.array(reportFileSchema),
});

export const createdRunSchema = z.object({ id: z.uuid(), status: runStatusSchema });

export type ReportFormat = z.infer<typeof reportFormatSchema>;
export type RunStatus = z.infer<typeof runStatusSchema>;
export type ReportFile = z.infer<typeof reportFileSchema>;
export type ReportRun = z.infer<typeof reportRunSchema>;
