import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import type { S3Client } from '@aws-sdk/client-s3';
import { aParcel } from '../testing/a-parcel.js';
import { failed } from '../testing/webhook-receiver.js';
import type { Bucket } from './bucket.js';
import { maybeObject } from './maybe-object.js';

const PARCEL = aParcel('a bundle');

/** A bucket whose server says this of the object. */
function aBucket(ChecksumSHA256?: string): Bucket {
  const head = {
    ...{ ContentLength: PARCEL.bytes, Metadata: { sha256: PARCEL.sha256 }, ChecksumSHA256 },
    $metadata: { httpStatusCode: 200 },
  };
  const client = { send: () => Promise.resolve(head) } as unknown as S3Client;
  return {
    at: { Bucket: 'exports', Key: PARCEL.name },
    place: `s3://exports/${PARCEL.name}`,
    headers: { ContentType: '', Metadata: {} },
    retention: undefined,
    ask: (send) => send(client, { abortSignal: new AbortController().signal }),
    close: () => undefined,
  };
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('base64');

it('an object whose metadata are ours and whose bytes are not is another', async () => {
  const { message } = await failed(maybeObject(aBucket(digestOf('other...')), PARCEL));
  const sha256 = Buffer.from(digestOf('other...'), 'base64').toString('hex');
  expect(message).toContain(`Another file lies at s3://exports/${PARCEL.name}: 8 bytes with the SHA-256 ${sha256}`);
});

it.each([digestOf('a bundle'), undefined])('an object with the checksum %s is ours', async (checksum) => {
  expect(await maybeObject(aBucket(checksum), PARCEL)).toMatchObject({ wasThere: true });
});
