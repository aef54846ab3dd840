import type { Queryable } from '@trailkeeper/database';
import fc from 'fast-check';
import { defineSchedule } from '../src/schedules/define-schedule.js';
import { scheduleRequestSchema } from '../src/schedules/schedule-request.js';
import { aSchedule } from './made-schedule.js';
import { cronNames, dayStarts, dueByWalking, walk } from './schedule-oracle.js';

export const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];
const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
/** At no due time of any of the zones. */
export const MADE_AT = Date.UTC(2026, 0, 1, 0, 7);
export const END = Date.UTC(2027, 0, 1, 0, 7);

/** Stores the schedule of a preset in a zone as the API would at the beginning of the year; `work` takes the place of what the preset says. Gives its id. */
export async function aPresetSchedule(
  db: Queryable,
  { preset, zone, target, work = {} }: { preset: string; zone: string; target: string; work?: object },
): Promise<string> {
  const name = `${preset} ${zone}`;
  const body = scheduleRequestSchema.parse({ name, preset, timeZone: zone, targets: [target], ...work });
  const madeAt = new Date(MADE_AT);
  const settings = { weekStart: 'monday', fiscalYearStart: 1 } as const;
  return aSchedule(db, { name, madeAt, ...defineSchedule(body, { now: madeAt, caller: 'ann', settings }) });
}

/** The slots of a duty in a zone, found by watching its clocks each half hour (all four are on half hours). */
export function expectedSlots(preset: string, zone: string) {
  const duty = DUTIES[preset];
  if (duty === undefined) throw new Error(`of ${preset} nothing is expected yet`);
  const shown = [...walk(zone, Date.UTC(2025, 7, 1), END, 30)];
  const borders = [...dayStarts(shown)].slice(1).filter(([day]) => duty.begins(new Date(day * DAY_MS)));
  return dueByWalking(shown, cronNames(duty.cron))
    .filter((due) => due > MADE_AT)
    .map((due) => {
      const [from, to] = borders
        .map(([, instant]) => instant)
        .filter((instant) => instant <= due)
        .slice(-2);
      if (from === undefined || to === undefined) throw new Error('the walk began too late');
      return { due, from, to, starts: Math.max(due, to + duty.settlesMs) };
    });
}

/** Clocks as they may go in a year: looks in close order, after downtimes of days, set ahead and back: in 12 of 68 looks unless `backs` says otherwise. It ends at the end. */
export function clockOfAYear(seed: number, { looks = 250, backs = 12 } = {}): Date[] {
  const moves = fc.array(
    fc.oneof(
      { arbitrary: fc.integer({ min: 1_000, max: 2 * DAY_MS }), weight: 48 },
      { arbitrary: fc.integer({ min: 3 * DAY_MS, max: 20 * DAY_MS }), weight: 8 },
      { arbitrary: fc.integer({ min: -15 * DAY_MS, max: -1_000 }), weight: backs },
    ),
    { minLength: looks, maxLength: looks },
  );
  const clock: Date[] = [];
  let now = MADE_AT;
  for (const move of fc.sample(moves, { seed, numRuns: 1 })[0] ?? []) {
    now = Math.min(END, Math.max(MADE_AT - DAY_MS, now + move));
    clock.push(new Date(now));
  }
  return [...clock, new Date(END)];
}

/** What a preset asks for, told apart from it: its due times as cron, and where its periods begin. */
const DUTIES: Record<string, { cron: string; begins: (date: Date) => boolean; settlesMs: number }> = {
  'pci-dss-10.4.1-daily-review': { cron: '0 6 * * *', begins: () => true, settlesMs: 2 * HOUR_MS },
  'fedramp-au-6-weekly-review': {
    ...{ cron: '0 6 * * 1', settlesMs: 2 * HOUR_MS },
    begins: (date) => date.getUTCDay() === 1,
  },
  'sox-quarter-pack': {
    ...{ cron: '0 6 3 1,4,7,10 *', settlesMs: DAY_MS },
    begins: (date) => date.getUTCDate() === 1 && date.getUTCMonth() % 3 === 0,
  },
};
