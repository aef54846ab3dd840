import { type DeletionHeading, deletionHeading } from '@trailkeeper/catalog';
import type { ActionCount } from '../counts/action-count.js';
import type { CountedScope } from '../counts/counted-scope.js';
import { type EventRow, readEvents } from '../read-events.js';
import type { SnapshotQuery } from '../report-kind.js';
import { deletionCountsOnly } from './deletion-counts.js';

/** An event with the heading it stands under. */
export interface Deletion {
  readonly event: EventRow;
  readonly heading: DeletionHeading;
}

/** The events under a heading, oldest first, streamed; `counts` are the period's own and say which actions to read. */
export async function* readDeletions(
  query: SnapshotQuery,
  counted: CountedScope,
  counts: readonly ActionCount[],
): AsyncGenerator<Deletion, void, undefined> {
  const actions = [...new Set(deletionCountsOnly(counts).map(({ action }) => action))];
  for await (const event of readEvents(query, counted, { actions })) {
    const heading = deletionHeading(event.action, event.outcome);
    if (heading !== undefined) yield { event, heading };
  }
}
