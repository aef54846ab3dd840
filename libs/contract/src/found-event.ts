import { OUTCOMES } from '@trailkeeper/catalog';
import { z } from 'zod';

/** An event as searches answer it: its columns (`AuditEvent`), and what the catalog makes of its action. */
export const foundEventSchema = z.object({
  id: z.string().describe('Its time and the SHA-256 of its content: `/v1/events/{id}` gives all of it.'),
  occurredAt: z.string(),
  arrivedAt: z.string().describe('When the batch that stored it began.'),
  action: z.string().describe('As received.'),
  service: z.string(),
  family: z.string().nullable(),
  catalogStatus: z
    .enum(['documented', 'documented-later', 'undocumented'])
    .describe('Whether an edition of the catalog’s documents lists the action.'),
  outcome: z.enum(OUTCOMES),
  severity: z.string().nullable(),
  dataEvent: z.boolean().nullable(),
  location: z.string(),
  account: z.string(),
  initiatorId: z.string().nullable(),
  initiatorName: z.string().nullable(),
  initiatorAddress: z.string().nullable(),
  targetId: z.string().nullable(),
  targetName: z.string().nullable(),
  targetType: z.string().nullable(),
  correlationId: z.string().nullable(),
  reasonCode: z.int().nullable(),
  reasonText: z.string().nullable(),
  message: z.string().nullable(),
});

export type FoundEvent = z.infer<typeof foundEventSchema>;
