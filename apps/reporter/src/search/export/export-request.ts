import { z } from 'zod';
import { checkSearch, searchShape } from '../query/search-parameters.js';
import { EXPORT_COLUMNS, type ExportColumn } from './export-columns.js';

/** What an export is asked for with. */
export const exportSchema = z
  .strictObject({
    ...searchShape,
    format: z.enum(['csv', 'ndjson']).default('csv'),
    columns: z
      .string()
      .transform((text) => text.split(','))
      .pipe(z.array(z.enum(EXPORT_COLUMNS)).refine(isWithoutRepeats, 'Name each column once.'))
      .optional()
      .describe('Of CSV: names of fields, separated by commas, in the wanted order. Left out: all.'),
    bodies: z
      .enum(['true', 'false'])
      .transform((text) => text === 'true')
      .default(false)
      .describe('Of NDJSON: `true` adds `received`, the item as it was received, as text.'),
  })
  .superRefine(checkSearch)
  .superRefine(({ format, columns, bodies }, context) => {
    const refuse = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message, input: undefined });
    if (format !== 'csv' && columns !== undefined) refuse('columns', 'Columns are chosen of CSV only.');
    if (format !== 'ndjson' && bodies) refuse('bodies', 'Bodies are in NDJSON only: give format=ndjson.');
  });

export type ExportRequest = z.output<typeof exportSchema>;

function isWithoutRepeats(columns: readonly ExportColumn[]): boolean {
  return new Set(columns).size === columns.length;
}
