import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { Bucket } from './bucket.js';

/**
 * Ends unfinished uploads to this key, left by a try that was killed: their parts take room that is paid for. Does nothing
 * where listing them is not allowed or not known to the server. Throws DeliveryError if the bucket cannot be reached at all.
 */
export async function abortUploads({ at, ask }: Bucket): Promise<void> {
  const list = new ListMultipartUploadsCommand({ Bucket: at.Bucket, Prefix: at.Key });
  try {
    const { Uploads = [] } = await ask((client, options) => client.send(list, options), { expected: UNAVAILABLE });
    for (const { Key, UploadId } of Uploads) {
      if (Key !== at.Key || UploadId === undefined) continue;
      const abort = new AbortMultipartUploadCommand({ ...at, UploadId });
      await ask((client, options) => client.send(abort, options), { expected: [...UNAVAILABLE, 'NoSuchUpload'] });
    }
  } catch (error) {
    if (![...UNAVAILABLE, 'NoSuchUpload'].includes((error as Error).name)) throw error;
  }
}

const UNAVAILABLE = ['AccessDenied', 'NotImplemented'];
