import { DELETION_HEADINGS, type DeletionHeading, deletionHeading, describeAction } from '@trailkeeper/catalog';
import type { ActionCount } from '../counts/action-count.js';

/** How many events stand under each heading. */
export type ByHeading = Record<DeletionHeading, number>;

/** One action with what stands under the headings. */
export interface CountedDeletion {
  readonly action: string;
  readonly byHeading: Readonly<ByHeading>;
  readonly events: number;
  readonly isInferred: boolean;
}

export interface DeletionCounts {
  readonly byHeading: Readonly<ByHeading>;
  readonly events: number;
  /** Events of actions that no document lists, taken for deletions by their names. */
  readonly inferred: number;
  /** The most frequent first, then by name. */
  readonly actions: readonly CountedDeletion[];
}

/** No event under any heading. */
export function noDeletions(): ByHeading {
  return { deleted: 0, prepared: 0, undone: 0, attempted: 0 };
}

/** The counts that stand under a heading. */
export function deletionCountsOnly(counts: readonly ActionCount[]): ActionCount[] {
  return counts.filter(({ action, outcome }) => deletionHeading(action, outcome) !== undefined);
}

/** Sums counts by heading (docs/meaning.md, rule 3); what stands under none is left out. */
export function deletionCountsOf(counts: readonly ActionCount[]): DeletionCounts {
  const byAction = new Map<string, ByHeading>();
  for (const { action, outcome, events } of counts) {
    const heading = deletionHeading(action, outcome);
    if (heading === undefined) continue;
    const byHeading = byAction.get(action) ?? noDeletions();
    byHeading[heading] += events;
    byAction.set(action, byHeading);
  }
  const actions = [...byAction].map(([action, byHeading]) => ({
    action,
    byHeading,
    events: eventsOf(byHeading),
    isInferred: describeAction(action).isInferred,
  }));
  const byHeading = noDeletions();
  for (const one of actions) for (const heading of DELETION_HEADINGS) byHeading[heading] += one.byHeading[heading];
  return {
    byHeading,
    events: eventsOf(byHeading),
    inferred: actions.reduce((sum, { events, isInferred }) => sum + (isInferred ? events : 0), 0),
    actions: actions.sort((one, other) => other.events - one.events || (one.action < other.action ? -1 : 1)),
  };
}

/** Under all headings together. */
export function eventsOf(byHeading: Readonly<ByHeading>): number {
  return DELETION_HEADINGS.reduce((sum, heading) => sum + byHeading[heading], 0);
}
