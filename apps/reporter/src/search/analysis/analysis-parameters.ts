import { HISTOGRAM_INTERVALS, TOP_SUBJECTS } from '@trailkeeper/contract';
import { z } from 'zod';
import { findTimeZone } from '../../reports/period/time-zone.js';
import { checkSearch, searchShape } from '../query/search-parameters.js';

/** The query of a total. */
export const totalQuerySchema = z.strictObject(searchShape).superRefine(checkSearch);

/** The query of a histogram. */
export const histogramQuerySchema = z
  .strictObject({
    ...searchShape,
    interval: z
      .enum([...HISTOGRAM_INTERVALS, 'auto'])
      .default('auto')
      .describe(
        'How long a bucket is; a week begins on Monday. `auto`: the shortest that makes at most about 100 of them.',
      ),
    timeZone: z
      .string()
      .refine((name) => findTimeZone(name) !== undefined, {
        error: ({ input }) =>
          `"${String(input).slice(0, 64)}" is not a known time zone; give an IANA time zone such as Europe/Berlin.`,
      })
      .transform((name) => findTimeZone(name) ?? name)
      .default('UTC')
      .describe('IANA time zone, such as Europe/Berlin: what an hour, a day, a week or a month is in the histogram.'),
  })
  .superRefine(checkSearch);

/** The query of a top list. */
export const topQuerySchema = z
  .strictObject({
    ...searchShape,
    by: z.enum(TOP_SUBJECTS).describe('What the events are grouped by.'),
    limit: z.coerce.number().int().min(1).max(100).default(10).describe('How many values are listed.'),
    among: z.coerce
      .number()
      .int()
      .min(1)
      .max(10_000_000)
      .default(100_000)
      .describe('How many of the events that match are looked at, the newest.'),
  })
  .superRefine(checkSearch);
