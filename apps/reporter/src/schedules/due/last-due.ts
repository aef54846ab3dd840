import { type DueRule, dueTimes } from './due-times.js';

/** The last due time that has come by a moment, or undefined if there was none in the eight years before. */
export function lastDue(rule: DueRule, by: Date): Date | undefined {
  for (const days of DAYS_BACK) {
    let last: Date | undefined;
    for (const due of dueTimes(rule, new Date(by.getTime() - days * DAY_MS))) {
      if (due > by) break;
      last = due;
    }
    if (last !== undefined) return last;
  }
  return undefined;
}

/** Whether a schedule is due just then. */
export function isDueAt(rule: DueRule, moment: Date): boolean {
  return (
    dueTimes(rule, new Date(moment.getTime() - 1))
      .next()
      .value?.getTime() === moment.getTime()
  );
}

/** Looked through one after the other, so that many due times in a day are not gone through for a year; 8: 29 February. */
const DAYS_BACK = [1, 8, 32, 367, 8 * 366];
const DAY_MS = 86_400_000;
