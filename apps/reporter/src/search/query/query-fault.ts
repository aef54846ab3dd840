import { ApiError } from '@trailkeeper/http';

/** A stretch of a query line, in UTF-16 code units; `position` counts from 0. */
export interface Stretch {
  readonly position: number;
  readonly length: number;
}

/** A query line cannot be read: 400, with the stretch that is wrong. `message` says what is and what to write instead. */
export function queryFault(message: string, { position, length }: Stretch): ApiError {
  return new ApiError('invalid_query', 400, `In "q" at position ${position}: ${message}`, {
    errors: [{ field: 'q', message }],
    members: { position, length },
  });
}
