import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { Agent } from 'node:https';
import { DateTime, Duration } from 'luxon';
import { guardAddresses } from '../network/guard-addresses.js';
import { DeliveryError, type OpenTarget, type Parcel } from '../target-kind.js';
import { type Ask, s3Fault } from './s3-fault.js';
import type { S3Secrets, S3Settings } from './s3-settings.js';

/** One key of a bucket, to be asked for until `close`. */
export interface Bucket {
  /** What every command names. */
  readonly at: { readonly Bucket: string; readonly Key: string };
  /** `s3://bucket/key` */
  readonly place: string;
  /** What a new object is given. */
  readonly headers: ObjectHeaders;
  /** How long it is to be kept; undefined: no longer than anybody likes. */
  readonly retention: Retention | undefined;
  /** Sends a command; what goes wrong is a DeliveryError, but for the names (`NoSuchKey`) in `expected`: those are thrown as they are. */
  readonly ask: Ask;
  close(): void;
}

interface ObjectHeaders {
  readonly ContentType: string;
  readonly Metadata: Record<string, string>;
  readonly ServerSideEncryption?: 'AES256' | 'aws:kms';
  readonly ObjectLockMode?: Retention['Mode'];
  readonly ObjectLockRetainUntilDate?: Date;
}

interface Retention {
  readonly Mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly RetainUntilDate: Date;
}

/** The bucket of a target, at the key of a parcel. Only the target's secrets are used to sign: nothing of the environment. */
export function openBucket(
  { settings, secrets, limits, signal }: OpenTarget<S3Settings, S3Secrets>,
  parcel: Parcel,
): Bucket {
  const endpoint = settings.endpoint ?? amazonEndpoint(settings.region);
  const guard = guardAddresses(limits.privateNetworks);
  guard.checkHost(new URL(endpoint).hostname);
  // Else NODE_TLS_REJECT_UNAUTHORIZED=0 of the environment would let any certificate pass.
  const agent = new Agent({ keepAlive: true, maxSockets: 1, lookup: guard.lookup, rejectUnauthorized: true });
  const config: S3ClientConfig = {
    ...CLIENT,
    endpoint,
    region: settings.region,
    forcePathStyle: settings.forcePathStyle,
    credentials: { ...secrets },
    requestHandler: { ...TIME_LIMITS, httpsAgent: agent },
  };
  const client = new S3Client(config);
  const onceClient = new S3Client({ ...config, maxAttempts: 1 });
  const at = { Bucket: settings.bucket, Key: `${settings.prefix}${parcel.name}` };
  if (Buffer.byteLength(at.Key) > MAX_KEY_BYTES)
    throw new DeliveryError(`The key ${at.Key} is too long: shorten "prefix".`);
  const place = `s3://${at.Bucket}/${at.Key}`;
  const retention = retentionOf(settings);
  return {
    at,
    place,
    headers: headersOf(settings, retention, parcel),
    retention,
    ask: async (send, { expected = [], isDecisive = false, isCleaning = false } = {}) => {
      try {
        return await send(isDecisive ? onceClient : client, {
          abortSignal: isCleaning ? AbortSignal.timeout(CLEANING_MS) : signal,
        });
      } catch (error) {
        if (expected.includes((error as Error).name)) throw error;
        throw s3Fault(error, { settings, secrets, endpoint, place, isDecisive });
      }
    },
    close() {
      client.destroy();
      onceClient.destroy();
      agent.destroy();
    },
  };
}

/** Set, so that neither AWS_ENDPOINT_URL nor a profile of this machine sends files elsewhere. */
function amazonEndpoint(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

function headersOf(
  { serverSideEncryption }: S3Settings,
  retention: Retention | undefined,
  parcel: Parcel,
): ObjectHeaders {
  return {
    ContentType: parcel.mediaType,
    Metadata: { sha256: parcel.sha256, 'delivery-id': parcel.deliveryId },
    ...(serverSideEncryption !== null && { ServerSideEncryption: serverSideEncryption }),
    ...(retention && { ObjectLockMode: retention.Mode, ObjectLockRetainUntilDate: retention.RetainUntilDate }),
  };
}

function retentionOf({ objectLock }: S3Settings): Retention | undefined {
  if (objectLock === null) return undefined;
  const until = DateTime.utc().plus(Duration.fromISO(objectLock.period));
  return { Mode: objectLock.mode, RetainUntilDate: until.toJSDate() };
}

const MAX_KEY_BYTES = 1_024;

/** What is left of an upload is cleared away even when the delivery was broken off. */
const CLEANING_MS = 10_000;

const TIME_LIMITS = {
  connectionTimeout: 10_000,
  /** A part of 8 MiB at 50 KiB/s. */
  requestTimeout: 180_000,
  throwOnRequestTimeout: true,
  socketTimeout: 60_000,
};

const CLIENT = {
  // Deliveries are repeated by their queue.
  maxAttempts: 2,
  retryMode: 'standard',
  // Their checksum is given with what is sent. One that the client adds would be sent as a trailer, which not all servers read.
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
  // What would be read from the environment and profiles otherwise.
  ignoreConfiguredEndpointUrls: true,
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  useArnRegion: false,
  disableMultiregionAccessPoints: true,
  disableS3ExpressSessionAuth: true,
  defaultsMode: 'standard',
} satisfies S3ClientConfig;
