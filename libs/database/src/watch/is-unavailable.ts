import { FAULT_SENTENCES, type FaultState, faultStateOf } from './database-state.js';
import { isRetryable } from '../retried.js';

/** What to tell somebody whose request failed because the database cannot be used for now. */
export interface Unavailability {
  /** A sentence, without anything of the server's own words. */
  reason: string;
  retryAfterSeconds: number;
}

/**
 * What to answer when an error means that the database cannot be used for now, so that what was asked is worth asking
 * again: it is in a state of fault, or deadlocks outlast the retries. Undefined for any other error.
 */
export function maybeUnavailability(error: unknown): Unavailability | undefined {
  const state = faultStateOf(error) ?? (isRetryable(error) ? 'slow' : undefined);
  if (state === undefined) return undefined;
  const retryAfterSeconds = NEEDS_SOMEBODY.has(state) ? LATER_SECONDS : SOON_SECONDS;
  return { reason: FAULT_SENTENCES[state], retryAfterSeconds };
}

/** Whether the database cannot be used for now. */
export function isUnavailable(error: unknown): boolean {
  return maybeUnavailability(error) !== undefined;
}

/** These do not pass by themselves: an operator must act. */
export const NEEDS_SOMEBODY: ReadonlySet<FaultState> = new Set(['disk_full', 'read_only', 'access_denied', 'failing']);

/** 5 s: a restart of the server is over by then. 30 s: as soon as somebody can act. */
const SOON_SECONDS = 5;
const LATER_SECONDS = 30;
