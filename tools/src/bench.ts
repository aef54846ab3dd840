import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { removeEmbeddedPostgres } from '@trailkeeper/database/embedded';
import { timeCopyBaseline } from './bench/copy-baseline.js';
import { timeCountBaseline } from './bench/count-baseline.js';
import { childrenOf, peakMemoryMib } from './bench/peak-memory.js';
import { makeReport } from './demo/make-report.js';
import { plausibleEvents } from './demo/plausible-events.js';
import { progressLine } from './demo/progress-line.js';
import { batchesOf, sendEvents } from './demo/send-events.js';
import { endWith } from './end-with.js';
import { onInterrupt } from './on-interrupt.js';
import { startSystem } from './system/start-system.js';
import type { RunningSystem } from './system/system.js';

const MEMORY_GOAL_MIB = 300;
const FAMILY = 'watsonx';

/**
 * `npm run bench`, or with `-- --events 1000000`: how fast events are taken and a report is made, each as a ratio to a
 * baseline taken in the same run on the same machine, and the peak memory of each process. It judges nothing but
 * correctness: figures depend on the machine, ratios less so.
 */
async function bench(): Promise<number> {
  const { values } = parseArgs({ options: { events: { type: 'string', default: '100000' } } });
  const count = Number(values.events);
  if (!Number.isSafeInteger(count) || count < 1) throw new Error('--events takes a whole number, for example 1000000');
  const interrupt = new AbortController();
  const interrupted = once(interrupt.signal, 'abort').then(() => 130);
  onInterrupt({ first: () => interrupt.abort(), again: () => process.exit(130) });

  const dataDir = mkdtempSync(join(tmpdir(), 'trailkeeper-bench-'));
  chmodSync(dataDir, 0o711); // PostgreSQL runs as another user when we are root
  const environment = { ...process.env, LOG_LEVEL: 'warn' };
  let system: RunningSystem | undefined;
  try {
    system = await startSystem({ dataDir, collectorPort: 0, reporterPort: 0, environment, signal: interrupt.signal });
    return await Promise.race([measure(system, count), interrupted]);
  } finally {
    await system?.stop({ isImmediate: interrupt.signal.aborted });
    await removeEmbeddedPostgres(join(dataDir, 'postgres'));
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(system: RunningSystem, count: number): Promise<number> {
  const month = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-02-01T00:00:00Z') };
  const batches = [...batchesOf(plausibleEvents({ ...month, count, seed: 1 }), 500)];
  const events = batches.reduce((sum, batch) => sum + batch.events, 0);

  const onSent = progressLine('Sending events', events);
  const [ingestSeconds, tally] = await timed(() => sendEvents(batches, { ...system, parallel: 4, onSent }));
  if (tally.stored !== events) throw new Error(`${events} events were sent and ${tally.stored} stored`);
  const copySeconds = await timeCopyBaseline(system.ownerDatabaseUrl);

  const period = { from: month.from.toISOString(), to: month.to.toISOString() };
  const [reportSeconds] = await timed(() => makeReport(system, { kind: 'event-coverage', service: FAMILY, ...period }));
  const countSeconds = await timeCountBaseline(system.ownerDatabaseUrl, FAMILY, month.from, month.to);

  console.log(
    `\n${events.toLocaleString('en')} events in batches of 500 over HTTP, 4 connections, default durability\n`,
  );
  console.table({
    'events taken per second': row(
      events / ingestSeconds,
      events / copySeconds,
      'COPY of the same rows, one connection, unique key only',
    ),
    [`coverage report of ${FAMILY}, seconds`]: row(
      reportSeconds,
      countSeconds,
      'counting the same events from the rows',
    ),
  });
  console.table(memoryOf(system));
  return 0;
}

function row(figure: number, baseline: number, against: string) {
  return { figure: rounded(figure), baseline: rounded(baseline), ratio: rounded(figure / baseline), against };
}

/** Of PostgreSQL the largest backend stands for all; shared buffers are counted in each. */
function memoryOf(system: RunningSystem): Record<string, unknown> {
  const peaks = system.processes.map(({ name, pid }) => {
    const backends = name === 'postgres' ? childrenOf(pid) : [];
    const peak = Math.max(...[pid, ...backends].map((each) => peakMemoryMib(each) ?? 0));
    return [
      name,
      { 'peak memory, MiB': peak, goal: `under ${MEMORY_GOAL_MIB}`, met: peak > 0 && peak < MEMORY_GOAL_MIB },
    ];
  });
  return Object.fromEntries(peaks);
}

async function timed<Result>(work: () => Promise<Result>): Promise<[number, Result]> {
  const startedAt = performance.now();
  const result = await work();
  return [(performance.now() - startedAt) / 1000, result];
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

await endWith(bench);
