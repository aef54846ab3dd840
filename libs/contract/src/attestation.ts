import { z } from 'zod';

/** Withdrawn wins over the others, which are by the clock: before `from`, before `until`, after it. */
export const ATTESTATION_STATES = ['in-force', 'expired', 'withdrawn', 'upcoming'] as const;

export const attestationStateSchema = z.enum(ATTESTATION_STATES);

/** Who took an attestation back, when and why. */
export const attestationWithdrawalSchema = z.object({ at: z.string(), by: z.string(), reason: z.string() });

/**
 * A person's word that a documented action is not applicable here (docs/meaning.md, rule 6). `attestedBy` is the person,
 * `recordedBy` who called the API. Times are RFC 3339 in UTC; `until` is excluded.
 */
export const attestationSchema = z.object({
  id: z.uuid(),
  action: z.string().describe('The documented name.'),
  service: z.string(),
  title: z.string().nullable().describe('What the action does; null once the catalog no longer lists it.'),
  reason: z.string(),
  from: z.string().nullable().describe('Null: for all time before `until`.'),
  until: z.string(),
  attestedBy: z.string(),
  recordedBy: z.string(),
  attestedAt: z.string(),
  state: attestationStateSchema,
  withdrawal: attestationWithdrawalSchema.nullable(),
});

export type Attestation = z.infer<typeof attestationSchema>;
export type AttestationState = z.infer<typeof attestationStateSchema>;
