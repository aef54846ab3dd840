import type { Delivered, OpenTarget, Parcel } from '../target-kind.js';
import { abortUploads } from './abort-uploads.js';
import { openBucket } from './bucket.js';
import { maybeObject } from './maybe-object.js';
import { putObject } from './put-object.js';
import { MAX_SINGLE_BYTES, putParts } from './put-parts.js';
import type { S3Secrets, S3Settings } from './s3-settings.js';

/** Puts a parcel into a target's bucket, unless it lies there already. Throws DeliveryError. */
export async function deliverToBucket(target: OpenTarget<S3Settings, S3Secrets>, parcel: Parcel): Promise<Delivered> {
  const bucket = openBucket(target, parcel);
  try {
    // First, because of all calls its answer says best what is wrong with the credentials, the bucket or the region.
    await abortUploads(bucket);
    const there = await maybeObject(bucket, parcel);
    if (there !== undefined) return there;
    return await (parcel.bytes <= MAX_SINGLE_BYTES ? putObject(bucket, parcel) : putParts(bucket, parcel));
  } finally {
    bucket.close();
  }
}
