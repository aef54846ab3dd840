import { DELETION_HEADINGS, EFFECTS } from '@trailkeeper/catalog';
import { z } from 'zod';
import { catalogActionSchema } from './catalog-answers.js';
import { foundEventSchema } from './found-event.js';

/** What the catalog says of an event, or infers from the name of its action; null: nothing is known. */
export const eventMeaningSchema = z.object({
  service: z.string(),
  serviceName: z.string().nullable().describe('The product name; null for a service outside the catalog.'),
  family: z.string().nullable(),
  familyName: z.string().nullable(),
  status: foundEventSchema.shape.catalogStatus,
  entry: catalogActionSchema
    .extend({
      section: z.string().describe('The heading it is printed under.'),
      isDeprecated: z.boolean(),
    })
    .nullable()
    .describe('The entry that the event counts for: `action` is its documented name. Null for an undocumented action.'),
  isAlias: z.boolean().describe('Whether the action as received is another name of the entry.'),
  effect: z.enum(EFFECTS).nullable().describe('What the action does to its object.'),
  isInferred: z.boolean().describe('Whether the effect was read from the name, because no document lists the action.'),
  deletionHeading: z
    .enum(DELETION_HEADINGS)
    .nullable()
    .describe('Where the deletions report shows the event; null: it is none of it.'),
  plainAction: z.string().nullable().describe('Of an action that ends in `.failed`, the one that failed.'),
});

/** Others of the same correlation id, by their time. */
export const relatedEventsSchema = z.object({
  items: z.array(foundEventSchema).describe('The first 50.'),
  total: z.int().describe('How many there are; counted up to 1,000.'),
  isTotalExact: z.boolean().describe('False: there are more than `total`.'),
});

/** One event: in columns, as it was received, what the catalog says of it, and what belongs to it. */
export const eventAnswerSchema = z.object({
  event: foundEventSchema,
  contentHash: z.string().describe('SHA-256 over the canonical JSON of the event, hexadecimal.'),
  batchId: z.string().describe('The batch that stored it.'),
  keyName: z.string().describe('The key it came with.'),
  received: z.string().describe('The item as it was received, envelope included; of a long one the first 256 KiB.'),
  receivedBytes: z.int().describe('The length of all of it, in UTF-8.'),
  isCut: z.boolean().describe('Whether `received` is not all of it: `/v1/events/{id}/raw` gives all.'),
  catalog: eventMeaningSchema,
  counterpart: foundEventSchema
    .nullable()
    .describe('Of a pending event the one that says how it ended, of any other the pending one before it.'),
  related: relatedEventsSchema.describe('Other events with the same correlation id.'),
});

export type EventMeaning = z.infer<typeof eventMeaningSchema>;
export type RelatedEvents = z.infer<typeof relatedEventsSchema>;
export type EventAnswer = z.infer<typeof eventAnswerSchema>;
