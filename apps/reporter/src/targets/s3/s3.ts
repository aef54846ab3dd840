import { DeliveryError, type TargetKind } from '../target-kind.js';
import { guardAddresses } from '../network/guard-addresses.js';
import { type S3Secrets, s3Secrets, type S3Settings, s3Settings } from './s3-settings.js';

/** A bucket of Amazon S3 or of a server that speaks as it does. The key is made of the file's name alone. */
export const s3: TargetKind<S3Settings, S3Secrets> = {
  id: 's3',
  name: 'S3-compatible bucket',
  description: 'Puts each file into a bucket, once, where wanted with a retention nobody can shorten (Object Lock).',
  isExactlyOnce: true,
  settings: s3Settings,
  secrets: s3Secrets,
  address: ({ endpoint, region, bucket }) => `${endpoint ?? 'Amazon S3'} ${region} ${bucket}`,
  async check({ endpoint }, { privateNetworks }) {
    if (endpoint === null) return [];
    try {
      guardAddresses(privateNetworks).checkHost(new URL(endpoint).hostname);
      return [];
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      return [{ field: 'endpoint', message: error.message }];
    }
  },
  async deliver(target, parcel) {
    // The client takes 22 MiB and most of a second to load: a reporter without a bucket is spared them.
    const { deliverToBucket } = await import('./deliver-to-bucket.js');
    return deliverToBucket(target, parcel);
  },
};
