import type { BuiltReport } from '../report-kind.js';
import type { PeriodCounts } from './count-period.js';

/** A kind's part of the tally. It counts all events in scope, so that one sees that events did arrive. */
export function tallyOf({ activity, days }: Pick<PeriodCounts, 'activity' | 'days'>): BuiltReport['content']['tally'] {
  return {
    counted: activity.events,
    arrivedLate: activity.late,
    firstEvent: activity.firstSeen,
    lastEvent: activity.lastSeen,
    days,
  };
}
