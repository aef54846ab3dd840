import { DateTime } from 'luxon';

/**
 * A time to the second: `2026-09-15 10:00:07Z` in UTC, `2026-09-15 12:00:07+02:00` elsewhere. The zone is always the
 * report's, never the machine's. Text that is no time is shown as it is: a report must not hide what was stored.
 */
export function formatTime(time: string, timeZone: string): string {
  const local = DateTime.fromISO(time, { zone: timeZone });
  if (!local.isValid) return time;
  return local.startOf('second').toISO({ suppressMilliseconds: true }).replace('T', ' ');
}
