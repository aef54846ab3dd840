import { z } from 'zod';

/** Where exports go. What is secret of it is never shown: `secrets` only names what is set. */
export const deliveryTargetSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.string(),
  settings: z.record(z.string(), z.unknown()),
  secrets: z.array(z.string()).describe('The names of the secrets that are set.'),
  createdBy: z.string(),
  createdAt: z.string(),
  updatedBy: z.string(),
  updatedAt: z.string(),
});

/** What a test delivery came to. */
export const testDeliverySchema = z.object({
  deliveryId: z.uuid(),
  outcome: z.enum(['delivered', 'failed', 'unknown']),
  beganAt: z.string(),
  endedAt: z.string(),
  place: z.string().nullable(),
  bytes: z.int(),
  sha256: z.string(),
  answer: z.string().describe('What the other side said, or the fault.'),
});

export type DeliveryTarget = z.infer<typeof deliveryTargetSchema>;
export type TestDelivery = z.infer<typeof testDeliverySchema>;
