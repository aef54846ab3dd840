import { OUTCOMES } from '@trailkeeper/catalog';
import { z } from 'zod';

/** How many events a search finds. */
export const eventTotalSchema = z.object({
  events: z.int().min(0),
  isExact: z.boolean(),
  basis: z
    .enum(['counts', 'rows', 'estimate'])
    .describe('Where the number is from: the counts, the events themselves, or a sample of them.'),
});

export type EventTotal = z.infer<typeof eventTotalSchema>;

/** How long the buckets of a histogram are, on the clock and the calendar of its zone. */
export const HISTOGRAM_INTERVALS = ['hour', 'day', 'week', 'month'] as const;

export type HistogramInterval = (typeof HISTOGRAM_INTERVALS)[number];

const events = z.int().min(0);

const histogramBucketSchema = z.object({
  from: z.string().describe('Included.'),
  to: z.string().describe('Excluded.'),
  ...(Object.fromEntries(OUTCOMES.map((outcome) => [outcome, events])) as Record<
    (typeof OUTCOMES)[number],
    typeof events
  >),
});

export type HistogramBucket = z.infer<typeof histogramBucketSchema>;

/** What a search finds, by time and outcome. */
export const eventHistogramSchema = z.object({
  interval: z.enum(HISTOGRAM_INTERVALS).describe('The one that was asked for, or that `auto` chose.'),
  timeZone: z.string(),
  from: z.string().nullable().describe('Null where the search has no bound here and nothing was found.'),
  to: z.string().nullable().describe('Excluded; null as `from`.'),
  basis: z.enum(['counts', 'rows']),
  buckets: z
    .array(histogramBucketSchema)
    .describe(
      'One after the other without a gap, those without events too; the first and the last are cut to the period.',
    ),
});

export type EventHistogram = z.infer<typeof eventHistogramSchema>;

/** What events can be grouped by. */
export const TOP_SUBJECTS = ['action', 'initiator', 'target', 'reason'] as const;

export type TopSubject = (typeof TOP_SUBJECTS)[number];

const topItemSchema = z.object({
  value: z
    .string()
    .describe('The action; the id of who or what, or the name if there is no id; the code, or the text.'),
  label: z.string().nullable().describe('The name or the text that goes with it.'),
  type: z.string().nullable().describe('Of a target.'),
  events,
  failures: events,
  firstSeen: z.string(),
  lastSeen: z.string(),
});

export type TopItem = z.infer<typeof topItemSchema>;

/** What comes most often among the events that a search finds. */
export const topListSchema = z.object({
  by: z.enum(TOP_SUBJECTS),
  among: z.object({
    events: events.describe('How many events were looked at, the newest of those that match.'),
    isAll: z.boolean().describe('Whether these are all that match.'),
  }),
  items: z.array(topItemSchema).describe('The most frequent first; of those that are as frequent, by value.'),
  others: events.describe('Events with values that are not in `items`.'),
  without: events.describe('Events that have no such value: `items`, `others` and these make up `among`.'),
});

export type TopList = z.infer<typeof topListSchema>;
