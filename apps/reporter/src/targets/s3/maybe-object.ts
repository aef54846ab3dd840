import { HeadObjectCommand, type HeadObjectCommandOutput, PutObjectRetentionCommand } from '@aws-sdk/client-s3';
import { type Delivered, DeliveryError, type Parcel } from '../target-kind.js';
import { answerOf } from './answer-of.js';
import type { Bucket } from './bucket.js';

/**
 * The parcel, if it lies there already, retained as the target wants; undefined: nothing does. It is known by its length and by
 * the SHA-256 in its metadata, which we wrote, and by the checksum of the server's own, where it gives one of the whole object.
 * Throws DeliveryError if it is another file.
 */
export async function maybeObject(
  bucket: Bucket,
  parcel: Parcel,
  word = 'there already',
): Promise<Delivered | undefined> {
  const found = await maybeHead(bucket);
  if (found === undefined) return undefined;
  const { place } = bucket;
  const sha256 = found.Metadata?.['sha256'];
  const measured = measuredSha256(found);
  if (sha256 === parcel.sha256 && found.ContentLength === parcel.bytes && (measured ?? sha256) === sha256) {
    if (found.ObjectLockMode === undefined) await retain(bucket, found.VersionId);
    return { ...answerOf(place, found, word), wasThere: true };
  }
  const told = measured ?? sha256;
  const what = told === undefined ? 'of unknown SHA-256' : `with the SHA-256 ${told}`;
  throw new DeliveryError(
    `Another file lies at ${place}: ${found.ContentLength} bytes ${what}; this one has ${parcel.bytes} bytes and ` +
      `${parcel.sha256}. It was left as it is. Move it away, or give the target another "prefix".`,
  );
}

/** In hexadecimal; undefined: the server gives none, or (of an upload in parts) one of the checksums of the parts. */
export function measuredSha256({
  ChecksumSHA256,
  ChecksumType,
}: Pick<HeadObjectCommandOutput, 'ChecksumSHA256' | 'ChecksumType'>): string | undefined {
  if (ChecksumSHA256 === undefined || ChecksumType === 'COMPOSITE') return undefined;
  const bytes = Buffer.from(ChecksumSHA256, 'base64');
  // "…-3" is the checksum of the checksums of three parts.
  return bytes.length === 32 && !ChecksumSHA256.includes('-') ? bytes.toString('hex') : undefined;
}

async function maybeHead({ at, ask }: Bucket): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await ask(
      (client, options) => client.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }), options),
      { expected: NOT_FOUND },
    );
  } catch (error) {
    if (NOT_FOUND.includes((error as Error).name)) return undefined;
    throw error;
  }
}

/** For servers that do not take the retention of an upload in parts with its beginning (Ceph 16), or do not show it. */
async function retain({ at, retention, ask }: Bucket, VersionId: string | undefined): Promise<void> {
  if (retention === undefined) return;
  const put = new PutObjectRetentionCommand({ ...at, VersionId, Retention: retention });
  await ask((client, options) => client.send(put, options));
}

const NOT_FOUND = ['NotFound', 'NoSuchKey'];
