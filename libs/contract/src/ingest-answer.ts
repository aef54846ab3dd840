import { z } from 'zod';

/** The most problems one answer lists; `quarantined` has the total. */
export const MAX_LISTED_PROBLEMS = 100;

/** One item of a request that could not become an event: `index` counts the request's items from 0. */
export const ingestProblemSchema = z.object({
  index: z.int().nonnegative(),
  code: z.string(),
  message: z.string(),
});

/** The tally of one request, after commit: received = stored + duplicates + quarantined. */
export const ingestAnswerSchema = z.object({
  received: z.int().nonnegative(),
  stored: z.int().nonnegative(),
  duplicates: z.int().nonnegative(),
  quarantined: z.int().nonnegative(),
  problems: z.array(ingestProblemSchema),
});

export type IngestProblem = z.infer<typeof ingestProblemSchema>;
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>;
