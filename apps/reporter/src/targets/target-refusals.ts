import { ApiError } from '@trailkeeper/http';
import type { OpenSlot, TargetUse } from './delete-target.js';

/** There is none: 404. */
export function noTarget(id: string): ApiError {
  return new ApiError('not_found', 404, `There is no delivery target "${id.slice(0, 100)}".`);
}

/** Another target has this name: 409. */
export function targetNameTaken(name: string): ApiError {
  const message = `There is another delivery target "${name}". Choose another name, or change that one.`;
  return new ApiError('conflict', 409, message, { errors: [{ field: 'name', message }] });
}

/** Schedules deliver to it, or slots that have not ended: 409. */
export function targetInUse({ schedules, slots }: TargetUse): ApiError {
  const message = schedules.length > 0 ? usedBySchedules(schedules) : usedBySlots(slots);
  return new ApiError('conflict', 409, message, { members: { schedules, slots } });
}

function usedBySchedules(schedules: readonly string[]): string {
  const names = shown(schedules.map((name) => `"${name}"`));
  return `The delivery target is used by ${schedules.length === 1 ? 'the schedule' : 'schedules'} ${names}. Take it out of them first.`;
}

function usedBySlots(slots: readonly OpenSlot[]): string {
  const names = shown(slots.map(({ id, schedule, dueAt }) => `${id} of "${schedule}" (due ${dueAt})`));
  return `The delivery target is used by ${slots.length === 1 ? 'a slot that has' : 'slots that have'} not ended: ${names}. Wait for the end, or skip.`;
}

function shown(names: readonly string[]): string {
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return names.slice(0, MAX_NAMES).join(', ') + more;
}

/** It was made by another version: 422. */
export function unknownTargetKind(kind: string): ApiError {
  const message = `The target is of the kind "${kind}", which this version does not know. It can only be deleted.`;
  return new ApiError('unprocessable', 422, message);
}

const MAX_NAMES = 10;
