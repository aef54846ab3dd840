import { z } from 'zod';
import { foundEventSchema } from './found-event.js';
import { SEARCH_FIELDS, type SearchField } from './search-field.js';

/** A field of an event as searches answer it, to be shown as a column. */
export const eventColumnSchema = foundEventSchema.keyof();

/** When the events of a view happened. */
export const viewPeriodSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('relative'),
    last: z.string().describe('An ISO 8601 duration up to the moment of the search: `P7D`, `PT1H`.'),
  }),
  z.object({
    kind: z.literal('absolute'),
    from: z.string().nullable().describe('Included; null: from the beginning. Not both are null.'),
    to: z.string().nullable().describe('Excluded; null: without an end.'),
  }),
  z.object({ kind: z.literal('all') }),
]);

/** The parameters of a search but for its times; those not given are left out. */
export const viewSearchSchema = z.object({
  ...(Object.fromEntries(
    Object.entries(SEARCH_FIELDS).map(([name, description]) => [name, anyOf(description)]),
  ) as Record<SearchField, ReturnType<typeof anyOf>>),
  q: z.string().optional().describe('Query line.'),
});

/** A search that is kept, with how its events are looked at. Times are RFC 3339 in UTC. */
export const savedViewSchema = z.object({
  id: z.uuid(),
  name: z.string().describe('Of this view alone among those of its owner.'),
  owner: z.string().describe('Who made it, and alone may change or delete it.'),
  isShared: z.boolean().describe('Whether others see it.'),
  search: viewSearchSchema,
  period: viewPeriodSchema,
  columns: z.array(eventColumnSchema).describe('In the order in which they are shown.'),
  createdAt: z.string(),
  updatedAt: z.string(),
});

export type EventColumn = z.infer<typeof eventColumnSchema>;
export type ViewPeriod = z.infer<typeof viewPeriodSchema>;
export type ViewSearch = z.infer<typeof viewSearchSchema>;
export type SavedView = z.infer<typeof savedViewSchema>;

function anyOf(description: string) {
  return z.array(z.string()).optional().describe(description);
}
