import type { DueTime, ScheduleDefinition } from '@trailkeeper/contract';
import { DateTime } from 'luxon';
import { dueTimes } from './due/due-times.js';
import { periodOf } from './period/period-of.js';
import { startsAtOf } from './period/settling-time.js';

/** The next five due times of a schedule after a moment, with their periods; fewer if it ends before. */
export function nextDueTimes(definition: ScheduleDefinition, after: Date): DueTime[] {
  const { period, timeZone, settlingTime } = definition;
  const next: DueTime[] = [];
  for (const dueAt of dueTimes(definition, after)) {
    const { from, to } = periodOf(period, dueAt, timeZone);
    next.push({
      dueAt: dueAt.toISOString(),
      local: DateTime.fromJSDate(dueAt, { zone: timeZone }).toISO({ suppressMilliseconds: true }) ?? '',
      startsAt: startsAtOf(dueAt, to, settlingTime).toISOString(),
      from: from.toISOString(),
      to: to.toISOString(),
    });
    if (next.length === 5) break;
  }
  return next;
}
