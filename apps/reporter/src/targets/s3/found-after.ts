import { type Delivered, DeliveryError, type Parcel } from '../target-kind.js';
import type { Bucket } from './bucket.js';
import { maybeObject } from './maybe-object.js';

/** How a server says that something else was there first: 412, or 409 while it is being written. */
export const TAKEN = ['PreconditionFailed', 'ConditionalRequestConflict', 'OperationAborted'];

/**
 * What lies there after a request that was to put the parcel there failed: the parcel, if an earlier try of ours was first, or
 * if only the answer was lost. Throws DeliveryError, and what it does not know as it is.
 */
export async function foundAfter(error: unknown, bucket: Bucket, parcel: Parcel): Promise<Delivered> {
  if (error instanceof DeliveryError && error.mayHaveArrived) {
    const found = await maybeObject(bucket, parcel, 'stored, its own answer lost').catch(() => undefined);
    if (found !== undefined) return { ...found, wasThere: false };
  }
  if (!TAKEN.includes((error as Error).name)) throw error;
  const found = await maybeObject(bucket, parcel);
  if (found !== undefined) return found;
  throw new DeliveryError(`${bucket.place} is being written by someone else right now. The next try will tell.`, {
    cause: error,
  });
}
