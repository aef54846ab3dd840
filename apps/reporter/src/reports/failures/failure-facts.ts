import type { Scope } from '@trailkeeper/catalog';
import type { Activity } from '../counts/action-count.js';
import type { ActionFailures } from './action-failures.js';
import type { FailedEventCounts } from './count-failed-events.js';
import type { FailedEvents } from './failed-events.js';
import type { Initiators } from './find-initiators.js';
import type { TimeColumns } from '../time-columns.js';

/** All that a failures report says, before it is put into words. */
export interface FailureFacts {
  readonly scope: Scope;
  /** What the events are limited to beside the service, in words (`scopeWords`); null if they are not. */
  readonly limit: string | null;
  /** All events in scope, failed or not, from the counts. */
  readonly activity: Activity;
  readonly actions: readonly ActionFailures[];
  /** From the failed events themselves. */
  readonly failed: FailedEvents;
  readonly columns: TimeColumns;
  readonly initiators: Initiators;
  /** Null when the trail holds nothing of the period before. */
  readonly previous: PreviousFailures | null;
}

/** The same of the period before, as far as figures are compared with it. */
export interface PreviousFailures {
  readonly activity: Activity;
  readonly actions: ReadonlyMap<string, ActionFailures>;
  /** Null when not all failed events that were counted are kept any more. */
  readonly events: FailedEventCounts | null;
}

/** Failed events that were counted and are not there to be listed; 0 unless counts outlive events. */
export function missingEvents({ activity, failed }: FailureFacts): number {
  return activity.outcomes.failure - failed.refused.events - failed.errors.events;
}
