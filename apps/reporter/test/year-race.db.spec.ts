import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDataSource, query } from '@trailkeeper/database';
import { captureLog } from '@trailkeeper/http';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { ScheduleMetrics } from '../src/schedules/schedule-metrics.js';
import { SlotMaker } from '../src/schedules/slot-maker.service.js';
import { type Delivering, openDelivering, type Worker } from './delivering.js';
import { testSeed } from './seed.js';
import { anEvent, insertEvents } from './sent-event.js';
import { insertTarget } from './sent-slot.js';
import { type SlotWorkers, startSlotWorkers } from './slot-workers.js';
import { aPresetSchedule, clockOfAYear, END, expectedSlots, MADE_AT, ZONES } from './year-of-presets.js';

const seed = testSeed('a year of two reporters');
const [DAILY, WEEKLY, QUARTERLY] = ['pci-dss-10.4.1-daily-review', 'fedramp-au-6-weekly-review', 'sox-quarter-pack'];
/** One small report takes the place of all that the presets ask for: it is when that matters here, not what. */
const SMALL = { reports: ['deletions'], services: ['kms'], formats: ['csv'], includeEvents: false };
/** 1,046 slots: days in the zones whose clocks go most unlike each other all year, in another where they are set back. */
const DUTIES: readonly [preset: string, zone: string, from?: string][] = [
  ...ZONES.flatMap((zone) => [[WEEKLY, zone] as [string, string], [QUARTERLY, zone] as [string, string]]),
  ...[[DAILY, 'America/New_York'] as [string, string], [DAILY, 'Australia/Lord_Howe'] as [string, string]],
  [DAILY, 'Europe/Berlin', '2026-09-30T22:00:00Z'],
];
/** Not at every turn: what there is to do is done without a pause. */
const POLL_MS = 100;
const DELETED_AT = new Date('2026-09-15T10:00:07Z');

let on: Delivering;
let reporters: Reporter[];
beforeAll(async () => {
  on = await openDelivering();
  on.clock.time = new Date(MADE_AT);
  await insertEvents(on.owner, [anEvent({ action: 'kms.secrets.delete', occurredAt: DELETED_AT })]);
  for (const [preset, zone, enabledFrom] of DUTIES) {
    const target = await insertTarget(on.owner, `${preset} ${zone}`, { path: folderOf(preset, zone) });
    await aPresetSchedule(on.owner, { preset, zone, target, work: { ...SMALL, enabledFrom } });
  }
  reporters = [await startReporter(), await startReporter()];
});
afterAll(async () => {
  await Promise.all(reporters?.map((reporter) => reporter.stop()) ?? []);
  await on?.stop();
});

describe('two reporters, in a year whose clock jumps ahead and back', () => {
  it('bring the bundle of each of 1,046 slots to its folder, once, and restate what the clock had begun too early', async () => {
    const startedAt = performance.now();
    for (const now of clockSetBack()) {
      on.clock.time = now;
      await Promise.all(reporters.map(({ maker }) => maker.makeDue()));
      // The clock goes on over slots in the middle of their way; far behind, nothing would be under way at a jump.
      await untilOpen(60);
    }
    expect(on.clock.time).toEqual(new Date(END));
    await untilOpen(0);
    const seconds = (performance.now() - startedAt) / 1_000;
    await Promise.all(reporters.map((reporter) => reporter.stop()));

    const expected = DUTIES.flatMap(([preset, zone, from]) =>
      expectedSlots(preset, zone)
        .filter(({ due }) => from === undefined || due >= Date.parse(from))
        .map(({ due, from: begins, to }) => ({ schedule: `${preset} ${zone}`, due, from: begins, to })),
    );
    expect(expected).toHaveLength(1_046);
    const slots = await query<EndedSlot>(on.owner, FIND_SLOTS);
    process.stdout.write(`year-race: ${slots.length} slots in ${seconds.toFixed(1)} s\n`);
    const originals = slots.filter(({ restates }) => restates === null);
    const instants = originals.map(({ schedule, due, from, to }) => ({
      ...{ schedule, due: due.getTime(), from: from.getTime(), to: to.getTime() },
    }));
    expect(instants).toEqual(expected.sort((a, b) => compare(a.schedule, b.schedule) || a.due - b.due));
    for (const [index, { schedule, from }] of originals.entries()) {
      const before = originals[index - 1];
      if (before?.schedule === schedule) expect(before.to).toEqual(from);
    }
    // None is restated twice, and none but what was begun too early.
    const again = slots.filter(({ restates }) => restates !== null);
    expect(again.length).toBeGreaterThan(0);
    expect(new Set(again.map(({ restates }) => restates)).size).toBe(again.length);
    const mended = reporters.flatMap((reporter) => reporter.mended());
    expect(again).toHaveLength(sum(mended.map(({ restated }) => restated)));
    // Each report is made once, and once more only where its slot was sent back to wait for its time.
    const sentBack = sum(mended.map((one) => one.sentBack));
    expect(sum(slots.map(({ runs }) => runs))).toBe(slots.length + sentBack);
    for (const { due, from, to, status, fence, ...counts } of slots) {
      const isEmpty = DELETED_AT < from || DELETED_AT >= to;
      expect({ due, status }).toEqual({ due, status: isEmpty ? 'delivered-empty' : 'delivered' });
      // Asked for once, claimed once.
      if (counts.runs === 1) expect(fence).toBe(2);
      expect(counts).toMatchObject({ runTries: counts.runs, bundles: 1, deliveries: 1, receipts: 1 });
      expect(counts).toMatchObject({ outcome: 'delivered', isPossiblyTwice: false });
    }
    expect(await query(on.owner, FIND_STRAY_CHUNKS)).toEqual([]);
    for (const [preset, zone] of DUTIES) {
      const folder = join(on.directory, folderOf(preset, zone));
      const files = readdirSync(folder).map((name) => ({ name, sha256: sha256Of(readFileSync(join(folder, name))) }));
      const bundles = slots.filter(({ schedule }) => schedule === `${preset} ${zone}`);
      expect(sorted(files)).toEqual(sorted(bundles.map(({ name, sha256 }) => ({ name, sha256 }))));
    }
    // Both had a share of it, and each slot's end is told of by one of them, once.
    const ends = reporters.map((reporter) => reporter.endsTold());
    expect(ends[0]! + ends[1]!).toBe(slots.length);
    for (const told of ends) expect(told).toBeGreaterThan(slots.length / 10);
    const taken = 'warn: slot was taken over, skipped or ended by somebody else';
    const odd = reporters.flatMap(({ slotWorkers }) => slotWorkers.lines.filter((line) => !/^info|^debug/.test(line)));
    expect(odd.filter((line) => line !== taken)).toEqual([]);
    expect(odd.length).toBeLessThanOrEqual(sentBack);
  }, 280_000);
});

/** Few jumps back by chance, since each has the slots of days made again, and five for certain. */
function clockSetBack(): Date[] {
  const dayBefore = (now: Date) => new Date(now.getTime() - 86_400_000);
  return clockOfAYear(seed, { looks: 150, backs: 1 }).flatMap((now, look) =>
    look % 30 === 29 ? [now, dayBefore(now)] : [now],
  );
}

interface Reporter {
  readonly maker: SlotMaker;
  readonly slotWorkers: SlotWorkers;
  endsTold(): number;
  /** What it did about slots that the clock had begun too early. */
  mended(): { sentBack: number; restated: number }[];
  stop(): Promise<void>;
}

/** All of a reporter that has to do with slots, on connections of its own, with the clock of this test. */
async function startReporter(): Promise<Reporter> {
  const dataSource: DataSource = await openDataSource({
    ...{ url: on.database.reporterUrl, applicationName: 'slot maker', poolSize: 2 },
  });
  const log = captureLog();
  const maker = new SlotMaker(dataSource, on.clock, pino({}, log.destination), new ScheduleMetrics(new Registry()));
  const slotWorkers = await startSlotWorkers(on.database.reporterUrl, { now: () => on.clock.time, pollMs: POLL_MS });
  const deliveryWorker: Worker = await on.startWorker({ pollMs: POLL_MS });
  let stopped: Promise<unknown> | undefined;
  return {
    ...{ maker, slotWorkers },
    endsTold: () => deliveryWorker.log.lines().filter(({ msg }) => String(msg).startsWith('slot ended: ')).length,
    mended: () =>
      log
        .lines()
        .flatMap(({ sentBack, restated }) =>
          typeof sentBack === 'number' && typeof restated === 'number' ? [{ sentBack, restated }] : [],
        ),
    stop: async () => {
      stopped ??= Promise.all([maker.onModuleDestroy(), slotWorkers.stop(), deliveryWorker.stop()]).then(() =>
        dataSource.destroy(),
      );
      await stopped;
    },
  };
}

/** Waits until no more slots than that could go on and have not ended. */
async function untilOpen(most: number): Promise<void> {
  let open = 0;
  for (const deadline = Date.now() + 200_000; Date.now() < deadline; await sleep(POLL_MS)) {
    const [row] = await query<{ open: number }>(on.owner, COUNT_OPEN, [on.clock.time]);
    open = row!.open;
    if (open <= most) return;
  }
  throw new Error(`${open} slots are still open: ${reporters.map((one) => one.slotWorkers.lines.at(-1)).join('; ')}`);
}

const folderOf = (preset: string, zone: string) => `${preset} ${zone.replace('/', ' ')}`;
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const sum = (counts: number[]) => counts.reduce((all, count) => all + count, 0);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = <T extends { name: string }>(files: T[]) => files.sort((a, b) => compare(a.name, b.name));

interface EndedSlot {
  schedule: string;
  due: Date;
  from: Date;
  to: Date;
  status: string;
  /** The slot that it was made in the place of. */
  restates: string | null;
  fence: number;
  runs: number;
  /** Of the bundle, as `sha256`. */
  name: string;
  sha256: string;
}

const COUNT_OPEN = `
select count(*)::int as "open" from schedule_slot slot where slot.step <> 'ended' and slot.starts_at <= $1
`;

const FIND_SLOTS = `
select slot.name as "schedule", slot.due_at as "due", slot.period_from as "from", slot.period_to as "to", slot.status,
       slot.restates, slot.fence::int, report.runs, report."runTries", bundle.bundles, bundle.name, bundle.sha256, delivery.deliveries,
       delivery.receipts, delivery.outcome, delivery."isPossiblyTwice"
from schedule_slot slot
cross join lateral (
  select count(*)::int as "runs", sum(run.attempts)::int as "runTries"
  from slot_report asked
  join report_run run on run.id = asked.run_id
  where asked.slot_id = slot.id
) as report
cross join lateral (
  select count(*)::int as "bundles", min(one.name) as "name", min(one.sha256) as "sha256"
  from export_bundle one
  where one.slot_id = slot.id
) as bundle
cross join lateral (
  select count(distinct one.id)::int as "deliveries", count(receipt.attempt)::int as "receipts",
         min(receipt.outcome) as "outcome", bool_or(one.is_possibly_twice) as "isPossiblyTwice"
  from slot_delivery one
  left join delivery_receipt receipt on receipt.delivery_id = one.id
  where one.slot_id = slot.id
) as delivery
order by slot.name collate "C", slot.due_at, slot.created_at, slot.id
`;

const FIND_STRAY_CHUNKS = `
select chunk.bundle_id from export_bundle_chunk chunk where chunk.bundle_id not in (select one.id from export_bundle one)
`;
