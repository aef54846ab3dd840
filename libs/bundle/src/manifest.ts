import { z } from 'zod';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** RFC 3339 in UTC, with `Z`. */
const instantSchema = z.iso.datetime();

/** What a file of a bundle is. */
export const BUNDLE_FILE_KINDS = ['report-pdf', 'report-csv', 'events', 'changes', 'readme'] as const;

/** Lie in every bundle, behind its files: what it holds, and the signature of that. */
export const MANIFEST_NAME = 'manifest.json';
export const SIGNATURE_NAME = 'manifest.json.sig';

/** 10,000: a file per report of each service of the catalog in every format is less than a tenth of it. */
export const MAX_BUNDLE_FILES = 10_000;

/** Letters, digits, `_`, `-` and dots; begins with no `-` (an option of a program) nor a dot, and ends with none. */
const NAME = '[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?';

/** What a file may be called, with its folders: the same on every file system, and leading nowhere else. */
const fileNameSchema = z
  .string()
  .max(200)
  .regex(new RegExp(`^(?:${NAME}/)*${NAME}$`))
  .refine((name) => ![MANIFEST_NAME, SIGNATURE_NAME].includes(name.toLowerCase()));

/** One file of a bundle, in the order in which they lie in it. */
export const bundleFileSchema = z.strictObject({
  name: fileNameSchema,
  kind: z.enum(BUNDLE_FILE_KINDS),
  bytes: z.int().nonnegative(),
  sha256: sha256Schema,
  /** Records of a `.csv` without its header, lines of a `.jsonl`; null: it has none. */
  rows: z.int().nonnegative().nullable(),
  /** What was committed by then is in it; null: it holds nothing of the trail. */
  dataAsOf: instantSchema.nullable(),
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
  slot: z.strictObject({ id: z.string(), dueAt: instantSchema }),
  /** Of a restated run: which slot and which bundle it takes the place of, and why. */
  restates: z
    .strictObject({
      slotId: z.string(),
      reason: z.string(),
      bundle: z.strictObject({ name: z.string(), sha256: sha256Schema }).nullable(),
    })
    .nullable(),
  period: z.strictObject({ from: instantSchema, to: instantSchema, timeZone: z.string(), words: z.string() }),
  scope: z.strictObject({
    services: z.array(z.string()),
    location: z.string().nullable(),
    account: z.string().nullable(),
  }),
  /** There was nothing to report: each report counted no event, or none for a row. */
  isEmpty: z.boolean(),
  /** Any event of the period is known for what was asked. */
  hasEvents: z.boolean(),
  /** The earliest of its files': what was committed by then is in all of them. */
  dataAsOf: instantSchema,
  madeAt: instantSchema,
  files: z.array(bundleFileSchema).min(1).max(MAX_BUNDLE_FILES).refine(haveNamesOfTheirOwn),
  /** The key of the signature, its public part in base64. */
  signedWith: z.strictObject({ keyId: z.string(), publicKey: z.string() }),
});

export type BundleFileKind = (typeof BUNDLE_FILE_KINDS)[number];
export type BundleFile = z.infer<typeof bundleFileSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

/** What whoever makes a bundle says of it; the rest is the writer's. */
export type ManifestFacts = Omit<Manifest, 'format' | 'product' | 'files' | 'signedWith'>;

/** Capitals alone do not tell two files apart everywhere. */
function haveNamesOfTheirOwn(files: readonly { name: string }[]): boolean {
  return new Set(files.map(({ name }) => name.toLowerCase())).size === files.length;
}
