import { type Delivered, DeliveryError, type Parcel } from '../target-kind.js';
import type { Bucket } from './bucket.js';
import { maybeObject } from './maybe-object.js';

/** How a server says that something else was there first: 412, or 409 while it is being written. */
export const TAKEN = ['PreconditionFailed', 'ConditionalRequestConflict', 'OperationAborted'];

/** After one of these: the parcel, if an earlier try of ours was what came first. Throws DeliveryError, and what it does not know as it is. */
export async function foundAfterConflict(error: unknown, bucket: Bucket, parcel: Parcel): Promise<Delivered> {
  if (!TAKEN.includes((error as Error).name)) throw error;
  const found = await maybeObject(bucket, parcel);
  if (found !== undefined) return found;
  throw new DeliveryError(`${bucket.place} is being written by someone else right now. The next try will tell.`, {
    cause: error,
  });
}
