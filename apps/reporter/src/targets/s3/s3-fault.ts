import type { S3Client } from '@aws-sdk/client-s3';
import { isCertificateFault } from '../network/certificate-fault.js';
import { DeliveryError } from '../target-kind.js';
import type { S3Secrets, S3Settings } from './s3-settings.js';

/** Sends what `send` sends. */
export type Ask = <Output>(
  send: (client: S3Client, options: { abortSignal: AbortSignal }) => Promise<Output>,
  options?: {
    /** Names of errors that are thrown as they are. */
    readonly expected?: readonly string[];
    /**
     * All is there when this has worked, so that without an answer it may be. It is sent once: not every server holds a
     * repeat against what lies there.
     */
    readonly isDecisive?: boolean;
    /** To be done even when the delivery is broken off. */
    readonly isCleaning?: boolean;
  },
) => Promise<Output>;

interface Circumstances {
  readonly settings: S3Settings;
  readonly secrets: S3Secrets;
  readonly endpoint: string;
  readonly place: string;
  readonly isDecisive: boolean;
}

/** What went wrong, in words that say what to do; without secrets, whatever the server said. */
export function s3Fault(error: unknown, circumstances: Circumstances): DeliveryError {
  const refused = refusalOf(error);
  if (refused !== undefined) return refused;
  const fault = error as Fault;
  const status = fault.$metadata?.httpStatusCode;
  // A 5xx may come from a proxy whose server has done the work.
  const mayHaveArrived = circumstances.isDecisive && (status === undefined || status >= 500);
  const said = status === undefined ? unreachable(fault, circumstances) : answered(fault, status, circumstances);
  return new DeliveryError(withoutSecrets(said, circumstances.secrets), { cause: error, mayHaveArrived });
}

/** As the client throws it. `Code` and `Region` are of the answer's body. */
interface Fault extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly Region?: string;
  readonly $response?: { readonly headers?: Record<string, string> };
}

/** The guard's, which the client may have wrapped. */
function refusalOf(error: unknown): DeliveryError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof DeliveryError) return cause;
  }
  return undefined;
}

function unreachable({ name, code, message }: Fault, { endpoint }: Circumstances): string {
  const host = new URL(endpoint).host;
  // The client has errors that it does not know in words only.
  const what = `${code} ${message}`;
  if (name === 'AbortError') return `The delivery to ${host} was broken off before it was done.`;
  if (name === 'TimeoutError' || what.includes('ETIMEDOUT')) {
    return `${host} did not answer in time. Check "endpoint", and that a firewall lets this machine through.`;
  }
  if (what.includes('ECONNREFUSED'))
    return `${host} refused the connection. Check "endpoint", and that the server is up.`;
  if (isCertificateFault(message)) {
    return (
      `The certificate of ${host} is not trusted (${message}). For an authority of your own, start the reporter with its ` +
      'certificate in NODE_EXTRA_CA_CERTS.'
    );
  }
  return `${host} cannot be reached (${code ?? name}): ${message}`.slice(0, MAX_LENGTH);
}

function answered(fault: Fault, status: number, { settings, endpoint, place }: Circumstances): string {
  const { bucket, region } = settings;
  const host = new URL(endpoint).host;
  switch (fault.name) {
    case 'InvalidAccessKeyId':
      return `${host} does not know the access key id. Check "accessKeyId".`;
    case 'SignatureDoesNotMatch':
      return `${host} refused the signature: "secretAccessKey" does not belong to this access key id. Set both anew.`;
    case 'NoSuchBucket':
      return `There is no bucket "${bucket}" at ${host}. Make it, or check "bucket", "endpoint" and "forcePathStyle".`;
    case 'RequestTimeTooSkewed':
      return `${host} refused the request because its clock and this machine’s are too far apart. Set the clock by NTP.`;
    case 'PermanentRedirect':
    case 'TemporaryRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return `The bucket "${bucket}" is not in ${region}${elsewhere(fault)}. Set "region", and "endpoint" if it names one.`;
    case 'InvalidRequest':
    case 'ObjectLockConfigurationNotFoundError':
      // Ceph gives no message.
      if (settings.objectLock !== null && /object ?lock|^UnknownError$/i.test(fault.message)) {
        return `Object Lock is not enabled on the bucket "${bucket}". Make a bucket with it, or set "objectLock" to null.`;
      }
      break;
    case 'SlowDown':
    case 'ServiceUnavailable':
      return `${host} is too busy (${status} ${fault.name}).`;
  }
  if (status === 301) return `The bucket "${bucket}" is not in ${region}${elsewhere(fault)}. Set "region".`;
  if (status === 403) {
    return (
      `${host} refused access to ${place} (${fault.name}). The key needs s3:PutObject, s3:GetObject, s3:ListBucket and ` +
      's3:AbortMultipartUpload there, and s3:PutObjectRetention for Object Lock.'
    );
  }
  return `${host} answered ${status} ${fault.name} for ${place}: ${fault.message}`.slice(0, MAX_LENGTH);
}

function elsewhere({ Region, $response }: Fault): string {
  const region = Region ?? $response?.headers?.['x-amz-bucket-region'];
  return region === undefined ? '' : ` but in ${region}`;
}

function withoutSecrets(text: string, { secretAccessKey, accessKeyId }: S3Secrets): string {
  return text.replaceAll(secretAccessKey, '…').replaceAll(accessKeyId, '…');
}

const MAX_LENGTH = 500;
