/**
 * SQL for a moment as RFC 3339 text in UTC with microseconds, which the driver's `Date` would cut to milliseconds. Such
 * texts sort like the moments they name.
 */
export function instantText(expression: string): string {
  return `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
