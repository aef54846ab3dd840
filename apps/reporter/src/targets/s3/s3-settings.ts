import { Duration } from 'luxon';
import { z } from 'zod';

/** Where a bucket is and how files lie in it. */
export const s3Settings = z.strictObject({
  endpoint: z
    .url({ protocol: /^https$/, error: 'An address that begins with https://, such as https://s3.example.com.' })
    .refine(isOrigin, 'Only scheme, host and port: no user, path or query.')
    .nullable()
    .default(null)
    .describe('The address of the server; null: Amazon S3 of the region.'),
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'A region such as eu-central-1.')
    .default('us-east-1')
    .describe('The region of the bucket. Many servers that are not Amazon’s take us-east-1.'),
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'A bucket name: 3 to 63 small letters, digits, points and hyphens.'),
  prefix: z
    .string()
    .max(500)
    .regex(/^(?!\/)[A-Za-z0-9!_.*'()/-]*$/, 'Letters, digits and ! _ . * \' ( ) / -, not beginning with "/".')
    .refine((text) => !/(^|\/)\.{0,2}(\/)/.test(text), 'No empty part, "." or ".." between slashes.')
    .default('')
    .describe('What keys begin with, such as "exports/"; a file’s name is set behind it as it is.'),
  forcePathStyle: z
    .boolean()
    .default(false)
    .describe('The bucket in the path, not in the host’s name: most servers that are not Amazon’s want it.'),
  objectLock: z
    .strictObject({
      mode: z
        .enum(['GOVERNANCE', 'COMPLIANCE'])
        .describe('COMPLIANCE: nobody can shorten it, the owner of the account included.'),
      period: z
        .string()
        .regex(
          /^P(?=\d)(\d{1,2}Y)?(\d{1,3}M)?(\d{1,3}W)?(\d{1,5}D)?$/,
          'An ISO 8601 duration in years, months, weeks and days, such as P7Y or P90D.',
        )
        .refine((text) => /[1-9]/.test(text), 'At least a day, such as P1D.')
        .refine(isAtMost30Years, 'At most 30 years (P30Y): nobody can take a slip back.')
        .describe('How long from its delivery on an object cannot be deleted or overwritten.'),
    })
    .nullable()
    .default(null)
    .describe('Retention of each object; the bucket must have been made with Object Lock.'),
  serverSideEncryption: z
    .enum(['AES256', 'aws:kms'])
    .nullable()
    .default(null)
    .describe('How the server is told to encrypt; null: as the bucket has it by default.'),
});

export const s3Secrets = z.strictObject({
  accessKeyId: z
    .string()
    .regex(/^[\x21-\x7e]{3,128}$/, 'An access key id, without blanks.')
    .meta({ writeOnly: true }),
  secretAccessKey: z
    .string()
    .regex(/^[\x21-\x7e]{8,256}$/, 'A secret access key, without blanks.')
    .meta({ writeOnly: true }),
});

export type S3Settings = z.output<typeof s3Settings>;
export type S3Secrets = z.output<typeof s3Secrets>;

function isAtMost30Years(period: string): boolean {
  const duration = Duration.fromISO(period);
  // Of another form: the pattern says so.
  return !duration.isValid || duration.as('years') <= 30;
}

function isOrigin(text: string): boolean {
  const { origin, href } = new URL(text);
  return href === `${origin}/`;
}
