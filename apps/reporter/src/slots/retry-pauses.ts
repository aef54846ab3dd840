/** After the tenth failed try, about four hours after the first, it has failed for good. */
export const MAX_TRIES = 10;

/** How long to wait after so many failed tries before the next, in milliseconds: 1, 2, 4 … minutes, an hour at most. */
export function pauseMsAfter(failedTries: number): number {
  return Math.min(2 ** (failedTries - 1), 60) * 60_000;
}
