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

/** A person's word that they have read a report. `reviewedBy` is the person, `recordedBy` who called the API. */
export const reportReviewSchema = z.object({
  id: z.uuid(),
  reviewedBy: z.string(),
  recordedBy: z.string(),
  reviewedAt: z.string(),
  note: z.string(),
});

/** Who deleted the files and the stored document of a run, when and why. */
export const reportDeletionSchema = z.object({ at: z.string(), by: z.string(), reason: z.string() });

/**
 * One production of a report. `progress` goes from 0 to 100 (percent) and `step` says what is being done.
 * `from` and `to` are instants in UTC, `to` excluded. Once the files are deleted, `files` still says what they were.
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
  reviews: z.array(reportReviewSchema).describe('The oldest first.'),
  deletion: reportDeletionSchema.nullable(),
});

export const createdRunSchema = z.object({ id: z.uuid(), status: runStatusSchema });

export type ReportFormat = z.infer<typeof reportFormatSchema>;
export type RunStatus = z.infer<typeof runStatusSchema>;
export type ReportFile = z.infer<typeof reportFileSchema>;
export type ReportReview = z.infer<typeof reportReviewSchema>;
export type ReportDeletion = z.infer<typeof reportDeletionSchema>;
export type ReportRun = z.infer<typeof reportRunSchema>;
