import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { freshDemoFolder, readDemoSettings } from './demo/demo-settings.js';
import { makeExport } from './demo/make-export.js';
import { askReporter, downloadFile, makeReport } from './demo/make-report.js';
import { plausibleEvents } from './demo/plausible-events.js';
import { progressLine } from './progress-line.js';
import { batchesOf, sendEvents } from './demo/send-events.js';
import { endWith } from './end-with.js';
import { onInterrupt } from './on-interrupt.js';
import { startSystem } from './system/start-system.js';
import type { RunningSystem } from './system/system.js';

const EVENTS = 30_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * `npm run demo`: starts a system of its own on its own folder, sends made-up events of all
 * services over the last 30 days, makes one report of each kind and a scheduled export, and stays until Ctrl-C. With `-- --once` it stops when
 * all is made.
 */
async function demo(): Promise<number> {
  const interrupt = new AbortController();
  onInterrupt({ first: () => interrupt.abort(), again: () => process.exit(130) });
  const settings = readDemoSettings(process.env);
  await freshDemoFolder(settings.dataDir);

  console.log('Starting a Trailkeeper of its own for the demonstration …');
  const system = await startSystem({ ...settings, signal: interrupt.signal, onLog: console.log });
  try {
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    const from = new Date(today - 29 * DAY_MS);
    await sendMonth(system, from);
    await makeReports(system, { from, to: new Date(today + DAY_MS) }, join(settings.dataDir, 'reports'));
    await showExport(system);
    console.log(
      `\nReports: ${system.reporterUrl}/v1/reports   API: ${system.reporterUrl}/docs   token in ${shown(system.adminTokenFile)}`,
    );
    if (process.argv.includes('--once')) return 0;
    console.log('Ctrl-C stops it; the next demonstration starts afresh.');
    const unwantedEnd = await Promise.race([once(interrupt.signal, 'abort').then(() => undefined), system.ended]);
    if (unwantedEnd) console.error(`\n${unwantedEnd}; stopping the rest`);
    return unwantedEnd ? 1 : 0;
  } finally {
    await system.stop();
  }
}

async function sendMonth(system: RunningSystem, from: Date): Promise<void> {
  const events = [...plausibleEvents({ from, to: new Date(), count: EVENTS, seed: 2026 })];
  const onSent = progressLine('Sending events', events.length);
  const tally = await sendEvents(batchesOf(events, 500), { ...system, parallel: 2, onSent });
  console.log(
    `received ${tally.received} = stored ${tally.stored} + duplicates ${tally.duplicates} + quarantined ${tally.quarantined}`,
  );
}

/** One report of each kind the reporter knows, over all services and these whole days; its files are put into `folder`. */
async function makeReports(system: RunningSystem, days: { from: Date; to: Date }, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const period = { from: days.from.toISOString().slice(0, 10), to: days.to.toISOString().slice(0, 10) };
  const kinds = z
    .object({ items: z.array(z.object({ id: z.string() })) })
    .parse(await askReporter(system, '/v1/report-kinds'));
  for (const { id: kind } of kinds.items) {
    const run = await makeReport(system, { kind, service: 'all', ...period });
    for (const file of run.files) {
      const path = join(folder, file.name);
      writeFileSync(path, await downloadFile(system, run, file.name));
      console.log(`${kind}: ${shown(path)} (${Math.ceil(file.bytes / 1024)} KiB)`);
    }
  }
}

/** A daily export, and how whoever receives it checks it. */
async function showExport(system: RunningSystem): Promise<void> {
  const { deliveries } = await makeExport(system);
  const place = shown(deliveries[0]?.receipts.at(-1)?.place ?? undefined);
  console.log(`scheduled export: ${place}\n  check it: npm run verify -- ${place}`);
}

function shown(path: string | undefined): string {
  return path === undefined ? 'the environment' : relative(process.cwd(), path);
}

await endWith(demo);
