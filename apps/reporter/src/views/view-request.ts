import { eventColumnSchema } from '@trailkeeper/contract';
import { writtenLine } from '@trailkeeper/http';
import { z } from 'zod';
import { checkSearch, conditionShape, searchShape } from '../search/query/search-parameters.js';

/** A moment as a search takes it, kept as RFC 3339 in UTC; null: no bound. */
const boundSchema = searchShape.from
  .unwrap()
  .transform((moment) => moment.toISOString())
  .nullable();

const absoluteSchema = z
  .strictObject({ kind: z.literal('absolute'), from: boundSchema, to: boundSchema })
  .superRefine(({ from, to }, context) => {
    if (from === null && to === null) {
      const message = 'Give "from" or "to". For a view without a period give the kind "all".';
      context.addIssue({ code: 'custom', message, input: undefined });
    }
    checkSearch({ from: maybeDate(from), to: maybeDate(to) }, context);
  });

/** The body that makes a view or takes the place of one. Whether `search.q` can be read is for `eventSearchOf` to say. */
export const viewRequestSchema = z.strictObject({
  name: writtenLine(100).describe('Of no other view of its owner.'),
  isShared: z.boolean().describe('Whether others see it. Only its owner can change it.'),
  search: z.strictObject(conditionShape).describe('The parameters of a search but for its times; `{}`: every event.'),
  period: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('relative'), last: searchShape.last.unwrap() }),
    absoluteSchema,
    z.strictObject({ kind: z.literal('all') }),
  ]),
  columns: z
    .array(eventColumnSchema)
    .min(1, { error: 'Must hold at least one column.' })
    .superRefine((columns, context) => {
      const at = columns.findIndex((column, index) => columns.indexOf(column) < index);
      if (at === -1) return;
      context.addIssue({ code: 'custom', path: [at], message: 'Stands in the list before.', input: columns[at] });
    })
    .describe('In the order in which they are shown.'),
});

export type ViewRequest = z.output<typeof viewRequestSchema>;

function maybeDate(moment: string | null): Date | undefined {
  return moment === null ? undefined : new Date(moment);
}
