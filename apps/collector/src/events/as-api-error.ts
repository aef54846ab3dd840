import type { IngestAnswer } from '@trailkeeper/contract';
import { maybeUnavailability } from '@trailkeeper/database';
import { ApiError } from '@trailkeeper/http';
import { BodyFault } from './receive/body-fault.js';

/** What to answer when a request cannot be taken in to its end, with the tally of what stays committed. */
export function asApiError(cause: unknown, tally: IngestAnswer): ApiError {
  if (cause instanceof BodyFault) return ofBody(cause, tally);
  if (cause instanceof ApiError) {
    const { code, status, message, extra } = cause;
    return tally.received === 0 ? cause : new ApiError(code, status, message, { ...extra, members: { tally }, cause });
  }
  const found = maybeUnavailability(cause);
  if (found) {
    const message = `${found.reason} What the tally says is stored; send all of it again later.`;
    const headers = { 'retry-after': String(found.retryAfterSeconds) };
    return new ApiError('unavailable', 503, message, { headers, members: { tally }, cause });
  }
  const message = 'Something went wrong on our side. What the tally says is stored; sending all of it again is right.';
  return new ApiError('internal_error', 500, message, { members: { tally }, cause });
}

function ofBody({ code, status, message }: BodyFault, tally: IngestAnswer): ApiError {
  // What comes on such a connection from now on is not worth waiting for.
  const isOver = code === 'broken_body' || code === 'request_timeout' || code === 'stopping';
  const headers = { ...(isOver && { connection: 'close' }), ...(code === 'stopping' && { 'retry-after': '5' }) };
  if (tally.received === 0) return new ApiError(code, status, `${message} Nothing of it was stored.`, { headers });
  const stored = 'What the tally says is stored; sending all of it again is right.';
  return new ApiError(code, status, `${message} ${stored}`, { headers, members: { tally } });
}
