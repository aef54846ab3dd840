import { maybeUnavailability } from '@trailkeeper/database';
import { type ApiError, unavailable } from '@trailkeeper/http';

/** 503 for a fault that means that the database cannot be used for now; undefined for any other. */
export function readDatabaseFault(fault: unknown): ApiError | undefined {
  const found = maybeUnavailability(fault);
  return found && unavailable(`${found.reason} Send the request again later.`, found.retryAfterSeconds, fault);
}
