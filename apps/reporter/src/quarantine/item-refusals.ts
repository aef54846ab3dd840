import type { QuarantinedItem } from '@trailkeeper/contract';
import { ApiError } from '@trailkeeper/http';

/** The bytes of a settled item are asked for: 410. */
export function goneItem(item: QuarantinedItem): ApiError {
  const message = `${standing(item)} Its bytes were given back; their length and SHA-256 are on record.`;
  return new ApiError('gone', 410, message);
}

/** A decision comes too late, or twice: 409. */
export function decidedItem(item: QuarantinedItem): ApiError {
  return new ApiError('conflict', 409, standing(item));
}

function standing({ id, state, replay, triedAt, event, discard }: QuarantinedItem): string {
  switch (state) {
    case 'open':
      return `Item ${id} has just changed: its replay was refused, and it is open again. Look at it and ask again.`;
    case 'replay-requested':
      return `The replay of item ${id} was already requested by ${replay?.requestedBy} at ${replay?.requestedAt}.`;
    case 'replayed':
      return `Item ${id} was replayed at ${triedAt} and is the event of ${event?.occurredAt} (${event?.contentHash}).`;
    case 'discarded':
      return `Item ${id} was discarded by ${discard?.by} at ${discard?.at}: ${discard?.reason}`;
  }
}
