import { quarantineCodeSchema } from '@trailkeeper/contract';
import { storableText } from '@trailkeeper/http';
import type { z } from 'zod';
import { momentExpected, momentSchema } from '../reports/period/moment-schema.js';
import { getMoment } from '../reports/period/parse-moment.js';

/** What chooses items, in a query or a body; `from` is included, `to` excluded. */
export const itemFilterShape = {
  code: quarantineCodeSchema.optional().describe('Only items with this reason.'),
  key: storableText(100).optional().describe('Only what came with the key of this name.'),
  from: arrival('Only what arrived then or later.'),
  to: arrival('Only what arrived before then.'),
};

export type ItemFilter = { readonly [Name in keyof typeof itemFilterShape]?: z.output<(typeof itemFilterShape)[Name]> };

/** To be given to `superRefine` of every schema with that shape. */
export function checkSpan({ from, to }: ItemFilter, context: z.core.$RefinementCtx): void {
  if (from === undefined || to === undefined || from < to) return;
  context.addIssue({
    code: 'custom',
    path: ['to'],
    message: '"to" must be later than "from": it is excluded.',
    input: undefined,
  });
}

function arrival(description: string) {
  return momentSchema(`${momentExpected('UTC')}; in an address, write "+" as %2B`)
    .transform((text) => getMoment(text, 'UTC'))
    .optional()
    .describe(description);
}
