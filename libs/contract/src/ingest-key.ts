import { z } from 'zod';

/**
 * What every secret of an ingest key begins with, so that scanners for secrets find one that got into a repository. 43
 * characters of base64url follow: 256 random bits.
 */
export const INGEST_KEY_PREFIX = 'tk_ingest_';

/** The form of such a secret: what has not this form is no key and need not be looked up. */
export const INGEST_KEY_SECRET = /^tk_ingest_[\w-]{43}$/;

/** Revoked wins over expired, which is by the clock. */
export const INGEST_KEY_STATES = ['active', 'expired', 'revoked'] as const;

export const ingestKeyStateSchema = z.enum(INGEST_KEY_STATES);

/** Who revoked a key, when and why. */
export const keyRevocationSchema = z.object({ at: z.string(), by: z.string(), reason: z.string() });

/** A key that producers send events with; never its secret. Times are RFC 3339 in UTC. */
export const ingestKeySchema = z.object({
  id: z.uuid(),
  name: z.string().describe('Of this key alone, for ever: batches of events carry it.'),
  hint: z.string().describe('The last 4 characters of the secret.'),
  services: z.array(z.string()).nullable().describe('Services and families it may send events of; null: all.'),
  locations: z.array(z.string()).nullable().describe('Locations it may send events of; null: all.'),
  accounts: z.array(z.string()).nullable().describe('Accounts it may send events of; null: all.'),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string().nullable().describe('From then on it is not valid; null: never expires.'),
  lastUsedAt: z.string().nullable().describe('Up to a minute late; null: never used.'),
  state: ingestKeyStateSchema,
  revocation: keyRevocationSchema.nullable(),
});

/** A key just made: the only answer that ever holds its secret. */
export const createdIngestKeySchema = ingestKeySchema.extend({
  secret: z.string().describe('The bearer token for the collector. Shown this once; only its hash is kept.'),
});

export type IngestKey = z.infer<typeof ingestKeySchema>;
export type IngestKeyState = z.infer<typeof ingestKeyStateSchema>;
export type CreatedIngestKey = z.infer<typeof createdIngestKeySchema>;
