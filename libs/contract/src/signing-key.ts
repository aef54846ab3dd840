import { z } from 'zod';

/** A key that signs bundles, as others need it: Ed25519 (RFC 8032). */
export const signingKeySchema = z.object({
  id: z.string().describe('The first 16 hexadecimal digits of the SHA-256 of the 32 bytes of the public key.'),
  algorithm: z.literal('Ed25519'),
  fingerprint: z.string().describe('All of that SHA-256: what people compare to know that two keys are one.'),
  publicKey: z.string().describe('The 32 bytes in base64.'),
  pem: z.string().describe('The same as OpenSSL takes it (RFC 8410).'),
  createdAt: z.string(),
  retiredAt: z.string().nullable().describe('Since when it signs nothing more; what it signed before stays good.'),
});

/** The key that signs from now on. */
export const rotatedSigningKeySchema = signingKeySchema.extend({
  createdBy: z.string(),
  retired: z
    .object({ id: z.string(), retiredAt: z.string(), retiredBy: z.string() })
    .nullable()
    .describe('The key in its place before; null: there was none.'),
});

export type RotatedSigningKey = z.infer<typeof rotatedSigningKeySchema>;
export type SigningKey = z.infer<typeof signingKeySchema>;
