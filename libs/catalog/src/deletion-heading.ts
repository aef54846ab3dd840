import { describeAction } from './describe-action.js';
import type { Effect } from './effect.js';
import { effectiveOutcome } from './outcome.js';

/** The headings of the deletions report, in the order in which they are shown. */
export const DELETION_HEADINGS = ['deleted', 'prepared', 'undone', 'attempted'] as const;

/** One of `DELETION_HEADINGS`. */
export type DeletionHeading = (typeof DELETION_HEADINGS)[number];

/** The heading of an event by what its action does, once for success and once for anything else. */
const HEADINGS_OF_EFFECT: ReadonlyMap<Effect, { success: DeletionHeading; otherwise?: DeletionHeading }> = new Map([
  ['delete', { success: 'deleted', otherwise: 'attempted' }],
  ['prepare-deletion', { success: 'prepared', otherwise: 'attempted' }],
  ['undo-deletion', { success: 'undone' }],
]);

/**
 * The heading an event stands under in the deletions report (docs/meaning.md, rule 3), or undefined when it is none of it.
 * Whether the action was only inferred to be a deletion is `describeAction(action).isInferred`.
 *
 * | effect | success | failure, pending, unknown, or `.failed` |
 * |---|---|---|
 * | `delete` | deleted | attempted |
 * | `prepare-deletion` | prepared | attempted: nothing was prepared, yet someone set out to delete |
 * | `undo-deletion` | undone | undefined: nothing was undone, and it was no attempt to delete |
 *
 * @param outcome as the event says it; `effectiveOutcome` is applied here
 */
export function deletionHeading(action: string, outcome: string | null | undefined): DeletionHeading | undefined {
  const { effect } = describeAction(action);
  const headings = effect === undefined ? undefined : HEADINGS_OF_EFFECT.get(effect);
  return effectiveOutcome(action, outcome) === 'success' ? headings?.success : headings?.otherwise;
}
