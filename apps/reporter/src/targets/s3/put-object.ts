import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import type { Delivered, Parcel } from '../target-kind.js';
import { answerOf } from './answer-of.js';
import type { Bucket } from './bucket.js';
import { foundAfter, TAKEN } from './found-after.js';
import { readParts } from './read-parts.js';

/** Puts a small parcel there in one request, unless something lies there by then. */
export async function putObject(bucket: Bucket, parcel: Parcel): Promise<Delivered> {
  const { at, headers, place, ask } = bucket;
  let body: Buffer = Buffer.alloc(0);
  for await (const part of readParts(parcel, Math.max(parcel.bytes, 1))) body = part;
  const put = new PutObjectCommand({
    ...at,
    ...headers,
    Body: body,
    ContentLength: body.length,
    // The server compares it with what it received, and refuses what differs.
    ChecksumSHA256: createHash('sha256').update(body).digest('base64'),
    IfNoneMatch: '*',
  });
  try {
    const done = await ask((client, options) => client.send(put, options), { expected: TAKEN, isDecisive: true });
    return { ...answerOf(place, done, 'stored'), wasThere: false };
  } catch (error) {
    return foundAfter(error, bucket, parcel);
  }
}
