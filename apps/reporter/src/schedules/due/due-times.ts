import type { ScheduleDefinition } from '@trailkeeper/contract';
import { cronTimes } from './cron-times.js';
import { instantOf, wallClockOf } from './instant-of.js';

/** What of a schedule says when it is due. */
export type DueRule = Pick<ScheduleDefinition, 'cron' | 'timeZone' | 'enabledFrom' | 'enabledUntil'>;

/**
 * The due times of a schedule after a moment, the earliest first. The wall-clock times of its expression are looked for in
 * its zone: one that clocks jump over is due at the end of the gap, one that they show twice is due the first time, and
 * those that fall on one instant are one due time. Throws for what is not cron.
 */
export function* dueTimes(
  { cron, timeZone, enabledFrom, enabledUntil }: DueRule,
  after: Date,
): Generator<Date, undefined> {
  const until = enabledUntil === null ? Infinity : Date.parse(enabledUntil);
  let last = after.getTime();
  if (enabledFrom !== null) last = Math.max(last, Date.parse(enabledFrom) - 1);
  // What the clocks have shown by then is due by then: looking begins at what they show.
  for (const wallClock of cronTimes(cron, new Date(wallClockOf(last, timeZone)))) {
    const due = instantOf(wallClock.getTime(), timeZone);
    if (due >= until) return;
    if (due <= last) continue;
    last = due;
    yield new Date(due);
  }
}

/** The first of them, or undefined if there is none. */
export function nextDue(rule: DueRule, after: Date): Date | undefined {
  return dueTimes(rule, after).next().value;
}
