import { IANAZone } from 'luxon';

/**
 * The first instant at which the clocks of a zone show a wall-clock time (the instant that has its digits in UTC) or a later
 * one. So a time that they show twice is the first of both, and one that they jump over is the end of the gap.
 */
export function instantOf(wallClock: number, timeZone: string): number {
  const zone = IANAZone.create(timeZone);
  const day = Math.floor(wallClock / DAY_MS) * DAY_MS;
  // No zone is a day off UTC, and none changes twice within three days: these are the offsets before and after a change.
  const before = wallClock - zone.offset(day - DAY_MS) * MINUTE_MS;
  const after = wallClock - zone.offset(day + 2 * DAY_MS) * MINUTE_MS;
  if (before === after || isShownAt(before, wallClock, zone)) return before;
  return isShownAt(after, wallClock, zone) ? after : endOfGap(after, before, zone);
}

/** The wall-clock time of an instant, likewise written. */
export function wallClockOf(instant: number, timeZone: string): number {
  return instant + IANAZone.create(timeZone).offset(instant) * MINUTE_MS;
}

function isShownAt(instant: number, wallClock: number, zone: IANAZone): boolean {
  return instant + zone.offset(instant) * MINUTE_MS === wallClock;
}

/** The first whole minute with the later offset, between an instant that has the earlier one and one that has the later. */
function endOfGap(earlier: number, later: number, zone: IANAZone): number {
  const offset = zone.offset(later);
  let [last, first] = [Math.floor(earlier / MINUTE_MS), Math.ceil(later / MINUTE_MS)];
  while (first - last > 1) {
    const middle = Math.floor((first + last) / 2);
    if (zone.offset(middle * MINUTE_MS) === offset) first = middle;
    else last = middle;
  }
  return first * MINUTE_MS;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
