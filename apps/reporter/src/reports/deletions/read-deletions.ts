import { type DeletionHeading, deletionHeading } from '@trailkeeper/catalog';
import type { ActionCount } from '../counts/action-count.js';
import type { CountedScope } from '../counts/counted-scope.js';
import { type EventRow, readEvents } from '../read-events.js';
import { oncePerAction } from '../once-per-action.js';
import type { SnapshotCopy } from '../report-kind.js';
import { deletionCountsOnly } from './deletion-counts.js';

/** An event with the heading it stands under. */
export interface Deletion {
  readonly event: EventRow;
  readonly heading: DeletionHeading;
}

/** The events under a heading, oldest first, some hundreds at a time; `counts` are the period's own and say which actions to read. */
export async function* readDeletions(
  copy: SnapshotCopy,
  counted: CountedScope,
  counts: readonly ActionCount[],
): AsyncGenerator<Deletion[], void, undefined> {
  const actions = [...new Set(deletionCountsOnly(counts).map(({ action }) => action))];
  const headingOf = oncePerAction(({ action, outcome }) => deletionHeading(action, outcome));
  for await (const events of readEvents(copy, counted, { actions })) {
    const deletions: Deletion[] = [];
    for (const event of events) {
      const heading = headingOf(event);
      if (heading !== undefined) deletions.push({ event, heading });
    }
    yield deletions;
  }
}
