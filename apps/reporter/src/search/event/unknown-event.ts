import { ApiError } from '@trailkeeper/http';

/** No event has this id, or it is none: 404. */
export function unknownEvent(id: string): ApiError {
  return new ApiError('not_found', 404, `There is no event "${id.slice(0, 100)}".`);
}
