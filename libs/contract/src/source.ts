import { z } from 'zod';

/** What events come from: an ingest key that is used to send them, or the service that emits them. */
export const SOURCE_KINDS = ['service', 'key'] as const;

/**
 * What is known of a source at a moment (docs/meaning.md, rule 10). `irregular`: too little is known of it to say what is
 * usual. `ended`: a key that was revoked or has expired; nothing is expected of it.
 */
export const SOURCE_STATES = ['silent', 'active', 'irregular', 'never-seen', 'ended'] as const;

export const sourceKindSchema = z.enum(SOURCE_KINDS);
export const sourceStateSchema = z.enum(SOURCE_STATES);

/** A source and whether it is silent. Times are RFC 3339 in UTC. */
export const sourceSchema = z.object({
  kind: sourceKindSchema,
  name: z.string().describe('The id of a service (`kms`) or the name of a key.'),
  family: z.string().nullable().describe('Of a service of the catalog; otherwise null.'),
  state: sourceStateSchema,
  lastEventAt: z.string().nullable().describe('Of a service: when its last event happened; null: never, or a key.'),
  lastArrivedAt: z
    .string()
    .nullable()
    .describe('Of a key: when something last arrived with it; null: never, or a service.'),
  silentForSeconds: z.number().nullable().describe('Since then; null if never seen.'),
  usualGapSeconds: z
    .number()
    .nullable()
    .describe(
      'The longest pause that is usual for it, from the 28 days before the last event; null: too little is known.',
    ),
  silentAfterSeconds: z
    .number()
    .nullable()
    .describe('How long it must have been silent to be reported; null likewise.'),
});

/** Services outside the catalog that were not looked at, since there are too many. */
export const servicesLeftOutSchema = z.object({
  count: z.number().describe('Services outside the catalog beyond the thousand heard last.'),
  isAtLeast: z
    .boolean()
    .describe('There are more names of such services than were looked through, so it is no exact count.'),
});

/** All sources at one moment. */
export const sourceListSchema = z.object({
  asOf: z.string().describe('The moment it is true of, by the clock of the database.'),
  servicesLeftOut: servicesLeftOutSchema,
  items: z.array(sourceSchema),
});

export type SourceKind = z.infer<typeof sourceKindSchema>;
export type SourceState = z.infer<typeof sourceStateSchema>;
export type Source = z.infer<typeof sourceSchema>;
export type ServicesLeftOut = z.infer<typeof servicesLeftOutSchema>;
export type SourceList = z.infer<typeof sourceListSchema>;
