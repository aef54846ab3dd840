import { DateTime, Duration } from 'luxon';
import { z } from 'zod';

/** A length of time up to now, ISO 8601: `P7D`, `PT1H`. More than nothing, at most 100 years. */
export const lastSchema = z.string().refine(isLast, {
  error:
    'Give an ISO 8601 duration of at most 100 years, such as P7D for seven days, P1M for a month or PT1H for an hour.',
});

/** The moment so long before `now`, by the calendar of UTC. Throws for a text that was not checked. */
export function startOfLast(last: string, now: Date): Date {
  if (!isLast(last)) throw new Error(`duration ${last} was not checked`);
  return DateTime.fromJSDate(now, { zone: 'utc' }).minus(Duration.fromISO(last)).toJSDate();
}

function isLast(text: string): boolean {
  // Signs, which ISO 8601-2 allows, could make a length of time that ends after now.
  const duration = /^P[\dA-Z.]{2,50}$/.test(text) ? Duration.fromISO(text) : undefined;
  return duration?.isValid === true && duration.as('milliseconds') >= 1 && duration.as('years') <= 100;
}
