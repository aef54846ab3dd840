import type { Figure } from '@trailkeeper/contract';
import type { Activity } from '../counts/action-count.js';
import type { FailedEventCounts } from './count-failed-events.js';
import type { FailureFacts } from './failure-facts.js';
import { failureRate } from './failure-rate.js';

/** Six figures with those of the period before, null where that cannot be told (`failureNotes` says why). */
export function figuresOf({ activity, failed, initiators, previous }: FailureFacts): Figure[] {
  const counted = (label: string, unit: Figure['unit'], valueOf: (of: Activity) => number | null): Figure => ({
    label,
    unit,
    value: valueOf(activity),
    previous: previous === null ? null : valueOf(previous.activity),
  });
  const listed = (label: string, value: number, before: keyof Omit<FailedEventCounts, 'byCode'>): Figure => ({
    label,
    unit: 'count',
    value,
    previous: previous?.events?.[before] ?? null,
  });
  return [
    counted('Failures', 'count', (of) => of.outcomes.failure),
    counted('Failure rate', 'percent', (of) => failureRate(of.outcomes)),
    listed('Refused (401, 403)', failed.refused.events, 'refused'),
    listed('Other errors', failed.errors.events, 'errors'),
    listed('Initiators refused', initiators.refused, 'initiatorsRefused'),
    counted('Pending or unknown', 'count', (of) => of.outcomes.pending + of.outcomes.unknown),
  ];
}
