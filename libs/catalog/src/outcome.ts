import { isFailedAction } from './failed-suffix.js';

/** The outcomes an event can have (CADF outcome taxonomy), in the order in which they are shown. */
export const OUTCOMES = ['success', 'failure', 'pending', 'unknown'] as const;

/** One of `OUTCOMES`. */
export type Outcome = (typeof OUTCOMES)[number];

const OUTCOME_BY_TEXT: ReadonlyMap<string, Outcome> = new Map(OUTCOMES.map((outcome) => [outcome, outcome]));

/**
 * The outcome an event counts under (docs/meaning.md, rule 2): `failure` for an action ending in `.failed`, whatever the event
 * says; otherwise the event's own outcome in any case; `unknown` for a missing or unheard-of one.
 */
export function effectiveOutcome(action: string, outcome: string | null | undefined): Outcome {
  if (isFailedAction(action)) return 'failure';
  return OUTCOME_BY_TEXT.get(outcome?.toLowerCase() ?? '') ?? 'unknown';
}
