import { ApiError } from '@trailkeeper/http';

/** There is none: 404. */
export function noTarget(id: string): ApiError {
  return new ApiError('not_found', 404, `There is no delivery target "${id.slice(0, 100)}".`);
}

/** Another target has this name: 409. */
export function targetNameTaken(name: string): ApiError {
  const message = `There is another delivery target "${name}". Choose another name, or change that one.`;
  return new ApiError('conflict', 409, message, { errors: [{ field: 'name', message }] });
}

/** Schedules of these names deliver to it: 409. */
export function targetInUse(schedules: readonly string[]): ApiError {
  const names = schedules.map((name) => `"${name}"`);
  const shown =
    names.slice(0, MAX_NAMES).join(', ') + (names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '');
  const message = `The delivery target is used by ${schedules.length === 1 ? 'the schedule' : 'schedules'} ${shown}. Take it out of them first.`;
  return new ApiError('conflict', 409, message, { members: { schedules } });
}

/** It was made by another version: 422. */
export function unknownTargetKind(kind: string): ApiError {
  const message = `The target is of the kind "${kind}", which this version does not know. It can only be deleted.`;
  return new ApiError('unprocessable', 422, message);
}

const MAX_NAMES = 10;
