import { Duration } from 'luxon';

/** 31 days: a period that settles for longer would be reported on in the one after next. */
const MAX_MS = 31 * 86_400_000;

/** An ISO 8601 duration of weeks, days (24 hours), hours and minutes, at most 31 days, or undefined if it is none. */
export function maybeSettlingTime(text: string): string | undefined {
  if (!/^P(?=\d|T)(\d{1,3}W)?(\d{1,3}D)?(T(?=\d)(\d{1,3}H)?(\d{1,5}M)?)?$/i.test(text)) return undefined;
  const normal = text.toUpperCase();
  return settlingMs(normal) <= MAX_MS ? normal : undefined;
}

/** When the reports of a slot are begun: when it is due, or later, when its period has settled. */
export function startsAtOf(dueAt: Date, periodTo: Date, settlingTime: string): Date {
  return new Date(Math.max(dueAt.getTime(), periodTo.getTime() + settlingMs(settlingTime)));
}

function settlingMs(duration: string): number {
  return Duration.fromISO(duration).toMillis();
}
