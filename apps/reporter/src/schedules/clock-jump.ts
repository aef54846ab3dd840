/** What time it is by the clock that schedules go by, and how long this process has run by one that nobody can set. */
export interface ClockReading {
  readonly now: Date;
  readonly monotonicMs: number;
}

/** A clock that was set: it should have shown `expected`, and showed `found`. */
export interface ClockJump {
  readonly expected: Date;
  readonly found: Date;
}

/** 5 min: more than a slow answer or a correction of the time explains, and less than two due times can lie apart. */
const LIMIT_MS = 5 * 60_000;

/** The jump between two readings, forward or backward, or undefined. */
export function clockJump(before: ClockReading, after: ClockReading): ClockJump | undefined {
  const expected = before.now.getTime() + (after.monotonicMs - before.monotonicMs);
  if (Math.abs(after.now.getTime() - expected) <= LIMIT_MS) return undefined;
  return { expected: new Date(expected), found: after.now };
}
