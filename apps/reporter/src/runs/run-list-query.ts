import { scopeIds } from '@trailkeeper/catalog';
import { runStatusSchema } from '@trailkeeper/contract';
import { cursorSchema, storableText } from '@trailkeeper/http';
import { z } from 'zod';
import { REPORT_KINDS } from '../reports/index.js';
import { momentExpected, momentSchema } from '../reports/period/moment-schema.js';
import { getMoment } from '../reports/period/parse-moment.js';

/** The query of the list of runs; `requestedFrom` and `periodFrom` are included, `requestedTo` and `periodTo` excluded. */
export const runListSchema = z
  .strictObject({
    kind: z.enum(REPORT_KINDS.map(({ id }) => id)).optional(),
    service: z.enum(scopeIds()).optional(),
    status: runStatusSchema.optional(),
    requestedBy: storableText(200).optional().describe('Only what this caller asked for.'),
    requestedFrom: moment('Only what was asked for then or later.'),
    requestedTo: moment('Only what was asked for before then.'),
    periodFrom: moment('Only runs whose period overlaps the one from here.'),
    periodTo: moment('Only runs whose period overlaps the one up to here.'),
    reviewed: yesOrNo('`true`: only runs with a review; `false`: only those without.'),
    deleted: yesOrNo('`true`: only runs whose files were deleted; `false`: only the others. Left out: all.'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: cursorSchema,
  })
  .superRefine(({ requestedFrom, requestedTo, periodFrom, periodTo }, context) => {
    const check = (name: string, from: Date | undefined, to: Date | undefined) => {
      if (from === undefined || to === undefined || from < to) return;
      const message = `"${name}To" must be later than "${name}From": it is excluded.`;
      context.addIssue({ code: 'custom', path: [`${name}To`], message, input: undefined });
    };
    check('requested', requestedFrom, requestedTo);
    check('period', periodFrom, periodTo);
  });

export type RunListQuery = z.output<typeof runListSchema>;

function moment(description: string) {
  return momentSchema(`${momentExpected('UTC')}; in an address, write "+" as %2B`)
    .transform((text) => getMoment(text, 'UTC'))
    .optional()
    .describe(description);
}

function yesOrNo(description: string) {
  return z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe(description);
}
