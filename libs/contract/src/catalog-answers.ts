import { z } from 'zod';

/** A service of the catalog with how many actions it is documented to emit. */
export const catalogServiceSchema = z.object({
  id: z.string(),
  name: z.string(),
  family: z.string(),
  documented: z.int(),
  documentedLater: z.int(),
});

export const catalogServicesSchema = z.object({
  catalogVersion: z.string(),
  items: z.array(catalogServiceSchema),
});

export const catalogActionSchema = z.object({
  action: z.string(),
  title: z.string(),
  object: z.string(),
  verb: z.string(),
  effect: z.string(),
  eventKind: z.enum(['management', 'data']).nullable(),
  aliases: z.array(z.object({ action: z.string(), basis: z.string() })),
  documentedIn: z.string(),
  note: z.string().nullable(),
});

/** One service with its sections in the order its document prints them; `documentedLater` is apart from them. */
export const catalogServiceDetailSchema = catalogServiceSchema.extend({
  catalogVersion: z.string(),
  sections: z.array(z.object({ title: z.string(), actions: z.array(catalogActionSchema) })),
  later: z.array(catalogActionSchema),
});

export type CatalogServices = z.infer<typeof catalogServicesSchema>;
export type CatalogServiceDetail = z.infer<typeof catalogServiceDetailSchema>;
