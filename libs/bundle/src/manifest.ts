import { z } from 'zod';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** What a file of a bundle is. */
export const BUNDLE_FILE_KINDS = ['report-pdf', 'report-csv', 'events', 'changes', 'readme'] as const;

/** One file of a bundle, in the order in which they lie in it. */
export const bundleFileSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(BUNDLE_FILE_KINDS),
  bytes: z.int().nonnegative(),
  sha256: sha256Schema,
  /** Rows of a CSV without its header, lines of events; null: it has none. */
  rows: z.int().nonnegative().nullable(),
  /** What was committed by then is in it; null: it holds nothing of the trail. */
  dataAsOf: z.string().nullable(),
  /** Of a report. */
  report: z
    .strictObject({ runId: z.string(), kind: z.string(), service: z.string(), catalogVersion: z.string() })
    .nullable(),
});

/** `manifest.json`: what a bundle holds and what it is of. All times RFC 3339 in UTC, `to` excluded. */
export const manifestSchema = z.strictObject({
  format: z.literal(1),
  product: z.literal('Trailkeeper'),
  softwareVersion: z.string(),
  catalogVersion: z.string(),
  organisation: z.string().nullable(),
  schedule: z.strictObject({ id: z.string(), name: z.string(), owner: z.string(), preset: z.string().nullable() }),
  slot: z.strictObject({ id: z.string(), dueAt: z.string() }),
  /** Of a restated run: which slot and which bundle it takes the place of, and why. */
  restates: z
    .strictObject({
      slotId: z.string(),
      reason: z.string(),
      bundle: z.strictObject({ name: z.string(), sha256: sha256Schema }).nullable(),
    })
    .nullable(),
  period: z.strictObject({ from: z.string(), to: z.string(), timeZone: z.string(), words: z.string() }),
  scope: z.strictObject({
    services: z.array(z.string()),
    location: z.string().nullable(),
    account: z.string().nullable(),
  }),
  /** There was nothing to report. */
  isEmpty: z.boolean(),
  /** The earliest of its files': what was committed by then is in all of them. */
  dataAsOf: z.string(),
  files: z.array(bundleFileSchema),
  /** The key of the signature, its public part in base64. */
  signedWith: z.strictObject({ keyId: z.string(), publicKey: z.string() }),
});

export type BundleFileKind = (typeof BUNDLE_FILE_KINDS)[number];
export type BundleFile = z.infer<typeof bundleFileSchema>;
export type Manifest = z.infer<typeof manifestSchema>;
