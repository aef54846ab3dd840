import type { ScheduleSlot } from '@trailkeeper/contract';
import { ApiError } from '@trailkeeper/http';

/** 409 for what only a slot in another state can be (`done`: "skipped"): what this one is, and the way out. */
export function refusedSlot(slot: ScheduleSlot, done: string): ApiError {
  return new ApiError('conflict', 409, `Slot ${slot.id} cannot be ${done}: ${standing(slot)}`);
}

/** 409 for what has no bundle that could be restated, with the way out. */
export function notRestated(slot: ScheduleSlot): ApiError {
  const wayOut = slot.status === 'failed' ? ' It made no bundle: try it again (retry).' : '';
  return new ApiError('conflict', 409, `Slot ${slot.id} cannot be restated: ${standing(slot)}${wayOut}`);
}

/** 409: nobody is left to get what it would make. */
export function withoutTargets({ id }: ScheduleSlot, names: readonly string[]): ApiError {
  const targets = names.map((name) => `"${name}"`).join(', ');
  const message =
    `Slot ${id} cannot be restated: its delivery targets are deleted (${targets}). Give its schedule others; if that is ` +
    'deleted too, make another one.';
  return new ApiError('conflict', 409, message);
}

/** 409: it is being restated already. */
export function restatedAlready({ id }: ScheduleSlot, openSlotId: string): ApiError {
  return new ApiError('conflict', 409, `Slot ${id} is being restated already, by slot ${openSlotId}.`);
}

/** 409 for the bundle of a slot that has none. */
export function withoutBundle(slot: ScheduleSlot): ApiError {
  return new ApiError('conflict', 409, `Slot ${slot.id} has no bundle: ${standing(slot)}`);
}

/** 409 for a failed slot whose bundle is gone. */
export function withoutBytes({ id, scheduleId }: ScheduleSlot): ApiError {
  const message =
    `Slot ${id} cannot be tried again: its bundle was deleted. To make it anew, restate it: ` +
    `POST /v1/schedules/${scheduleId}/slots/${id}/restate.`;
  return new ApiError('conflict', 409, message);
}

/** 410 for a bundle whose bytes were deleted. */
export function goneBundle({ id }: ScheduleSlot, at: Date): ApiError {
  const message = `The bundle of slot ${id} was deleted at ${at.toISOString()}. Its name, size and SHA-256 are on record.`;
  return new ApiError('gone', 410, message);
}

function standing({ status, step, finishedAt, failure, skip }: ScheduleSlot): string {
  switch (status) {
    case 'waiting':
      return 'it has not begun.';
    case 'running':
      return `it is under way (${step}).`;
    case 'notifying':
      return `it has failed, and its owner is being told: ${failure}`;
    case 'delivered':
      return `it was delivered at ${finishedAt}.`;
    case 'delivered-empty':
      return `it was delivered, empty, at ${finishedAt}.`;
    case 'failed':
      return `it failed at ${finishedAt}, and its owner was told: ${failure}`;
    case 'skipped':
      return `it was skipped by ${skip?.by} at ${finishedAt}. Reason: ${skip?.reason}`;
  }
}
