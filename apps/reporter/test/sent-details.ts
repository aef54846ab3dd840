import type { SentEvent } from './sent-event.js';

/** An event that says who did it, or (null) that it does not say. */
export interface DetailedEvent extends SentEvent {
  initiatorId: string | null;
}
