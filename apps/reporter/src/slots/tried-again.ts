/**
 * SQL for whether a slot that waits after a failed try is to be tried again at `now`. No pause is longer than an hour: a
 * later moment was set while the clock was wrong.
 */
export function isTriedAgain(column: string, now: string): string {
  return `(${column} <= ${now} or ${column} > ${now}::timestamptz + interval '1 hour')`;
}
