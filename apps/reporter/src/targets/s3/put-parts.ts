import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { type Delivered, DeliveryError, type Parcel } from '../target-kind.js';
import type { Bucket } from './bucket.js';
import { foundAfter, TAKEN } from './found-after.js';
import { maybeObject } from './maybe-object.js';
import { readParts } from './read-parts.js';

const MIB = 1024 * 1024;

/** Up to 8 MiB go in one request: that much is held in memory. */
export const MAX_SINGLE_BYTES = 8 * MIB;

/** 8 MiB; more where 10,000 of them, the most that S3 takes, would not do (over 78 GiB). */
export function partBytesOf(bytes: number): number {
  return Math.max(MAX_SINGLE_BYTES, Math.ceil(bytes / MAX_PARTS / MIB) * MIB);
}

/** Puts a large parcel there part by part, unless something lies there by the end; what fails leaves nothing behind. */
export async function putParts(bucket: Bucket, parcel: Parcel): Promise<Delivered> {
  const { at, headers, ask } = bucket;
  const create = new CreateMultipartUploadCommand({ ...at, ...headers, ChecksumAlgorithm: 'SHA256' });
  const { UploadId } = await ask((client, options) => client.send(create, options));
  if (UploadId === undefined)
    throw new DeliveryError(`The server began an upload to ${bucket.place} and gave it no id.`);
  const upload = { ...at, UploadId };
  try {
    const done = await complete(bucket, await sendParts(bucket, parcel, upload), { parcel, upload });
    if (done.wasThere) await abandon(bucket, upload);
    return done;
  } catch (error) {
    await abandon(bucket, upload);
    throw error;
  }
}

type Upload = Bucket['at'] & { readonly UploadId: string };

async function sendParts({ ask }: Bucket, parcel: Parcel, upload: Upload): Promise<CompletedPart[]> {
  const parts: CompletedPart[] = [];
  for await (const body of readParts(parcel, partBytesOf(parcel.bytes))) {
    const PartNumber = parts.length + 1;
    const ChecksumSHA256 = createHash('sha256').update(body).digest('base64');
    const part = new UploadPartCommand({
      ...upload,
      PartNumber,
      Body: body,
      ContentLength: body.length,
      ChecksumSHA256,
    });
    const { ETag } = await ask((client, options) => client.send(part, options));
    parts.push({ PartNumber, ETag, ChecksumSHA256 });
  }
  return parts;
}

async function complete(
  bucket: Bucket,
  Parts: CompletedPart[],
  { parcel, upload }: { parcel: Parcel; upload: Upload },
): Promise<Delivered> {
  // Servers that do not know the condition below (Ceph 16, say) overwrite without a word: this leaves them a moment for it.
  const there = await maybeObject(bucket, parcel);
  if (there !== undefined) return there;
  const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, IfNoneMatch: '*' });
  try {
    await bucket.ask((client, options) => client.send(command, options), {
      expected: TAKEN,
      isDecisive: true,
    });
    // What lies there now is looked at once more: its length, and whether it is retained.
    const stored = await maybeObject(bucket, parcel, `stored in ${Parts.length} parts`);
    if (stored === undefined) throw new DeliveryError(`${bucket.place} was stored and is gone again.`);
    return { ...stored, wasThere: false };
  } catch (error) {
    return foundAfter(error, bucket, parcel);
  }
}

async function abandon({ ask }: Bucket, upload: Upload): Promise<void> {
  const abort = new AbortMultipartUploadCommand(upload);
  // If it fails, the next try clears it away, or the bucket's own rule for unfinished uploads.
  await ask((client, options) => client.send(abort, options), { isCleaning: true }).catch(() => {});
}

const MAX_PARTS = 10_000;
