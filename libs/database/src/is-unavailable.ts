import { isRetryable } from './retried.js';

/**
 * Whether the database cannot be used for now, so that what was asked is worth asking again: class 08 connection, 53 out
 * of resources, 57 ended by an operator or a time limit, 25006 a standby, deadlocks that outlast the retries; or no answer
 * at all.
 */
export function isUnavailable(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  if (/^[0-9A-Z]{5}$/.test(code)) return /^(?:08|53|57|25006)/.test(code) || isRetryable(error);
  return NETWORK_CODES.test(code) || POOL_MESSAGES.test(message);
}

const NETWORK_CODES = /^(?:ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** pg and its pool give these without a code. */
const POOL_MESSAGES = /Connection terminated|timeout exceeded when trying to connect|not queryable|Query read timeout/i;
