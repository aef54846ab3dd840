import { Cron } from 'croner';

/**
 * The wall-clock times of a cron expression (five fields) after one, the earliest first, without end unless the calendar
 * ends them. A wall-clock time is written as the instant that has its digits in UTC. Throws for what is not cron.
 */
export function* cronTimes(cron: string, after: Date): Generator<Date, undefined> {
  // A fixed offset: no zone is asked, and nothing of croner's own rules for missing and doubled times applies.
  const times = new Cron(cron, { mode: '5-part', utcOffset: 0 });
  for (let time = times.nextRun(after); time !== null; time = times.nextRun(time)) yield time;
}
