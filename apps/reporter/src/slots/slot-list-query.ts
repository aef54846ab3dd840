import { SLOT_STATUSES } from '@trailkeeper/contract';
import { cursorSchema } from '@trailkeeper/http';
import { z } from 'zod';
import { momentExpected, momentSchema } from '../reports/period/moment-schema.js';
import { getMoment } from '../reports/period/parse-moment.js';

/** The query of a list of slots; `dueFrom` is included, `dueTo` excluded. */
export const slotListSchema = z
  .strictObject({
    status: z
      .union([z.enum(SLOT_STATUSES), z.array(z.enum(SLOT_STATUSES))])
      .transform((one) => (Array.isArray(one) ? one : [one]))
      .optional()
      .describe('Only slots of this status; may be given several times.'),
    dueFrom: moment('Only slots that were due then or later.'),
    dueTo: moment('Only slots that were due before then.'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: cursorSchema,
  })
  .superRefine(({ dueFrom, dueTo }, context) => {
    if (dueFrom === undefined || dueTo === undefined || dueFrom < dueTo) return;
    const message = '"dueTo" must be later than "dueFrom": it is excluded.';
    context.addIssue({ code: 'custom', path: ['dueTo'], message, input: undefined });
  });

export type SlotListQuery = z.output<typeof slotListSchema>;

function moment(description: string) {
  return momentSchema(`${momentExpected('UTC')}; in an address, write "+" as %2B`)
    .transform((text) => getMoment(text, 'UTC'))
    .optional()
    .describe(description);
}
