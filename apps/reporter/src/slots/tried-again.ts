/**
 * SQL for whether what waits after a failed try is to be tried again at `now`. No pause is longer than an hour: a later moment
 * was set while the clock was wrong, and would be waited for as long as it was.
 */
export function isTriedAgain(column: string, now: string): string {
  // 61 minutes: a pause of an hour, set by a process that read the clock a little later.
  return `(${column} <= ${now} or ${column} > ${now}::timestamptz + interval '61 minutes')`;
}
