import { ApiError } from '@trailkeeper/http';

/** There is none of that id, or it is deleted: 404. */
export function noSchedule(id: string): ApiError {
  return new ApiError('not_found', 404, `There is no schedule "${id.slice(0, 100)}".`);
}

/** Another schedule has this name: 409. */
export function scheduleNameTaken(name: string): ApiError {
  const message = `There is another schedule "${name}". Choose another name, or change that one.`;
  return new ApiError('conflict', 409, message, { errors: [{ field: 'name', message }] });
}
