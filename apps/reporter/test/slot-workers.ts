import { openDataSource } from '@trailkeeper/database';
import type { Logger } from '@trailkeeper/http';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { Bundles } from '../src/bundles/bundles.js';
import { reporterSettings } from '../src/config.js';
import { ReportWorker } from '../src/runs/report-worker.service.js';
import { RunMetrics } from '../src/runs/run-metrics.js';
import { RUN_TIMINGS } from '../src/runs/run-settings.js';
import { SigningKeys } from '../src/signing-keys/signing-keys.js';
import { type MakeBundle, SLOT_TIMINGS } from '../src/slots/slot-settings.js';
import { SlotWorker } from '../src/slots/slot-worker.service.js';

export interface SlotWorkers {
  /** What they logged: level and message. */
  readonly lines: string[];
  stop(): Promise<void>;
}

export interface WorkersOptions {
  readonly now: () => Date;
  /** In the place of what makes bundles; `real` is that. */
  readonly makeBundle?: (real: MakeBundle) => MakeBundle;
  readonly pollMs?: number;
}

/** What of a reporter makes reports and bundles of slots, with a pool of its own and a clock of the test's, polling fast. */
export async function startSlotWorkers(
  url: string,
  { now, makeBundle, pollMs = 20 }: WorkersOptions,
): Promise<SlotWorkers> {
  const dataSource = await openDataSource({ url, applicationName: 'slot workers', poolSize: 6 });
  const settings = reporterSettings({
    DATABASE_URL: url,
    ADMIN_TOKEN: 'an-admin-token-for-tests',
    SECRET_KEY: 'a-secret-key-for-tests',
  });
  const lines: string[] = [];
  const logger = recording(lines);
  const runSettings = { ...RUN_TIMINGS, pollMs, organisation: null, logo: null, reportRetention: null };
  const reports = new ReportWorker(dataSource, runSettings, logger, new RunMetrics(new Registry()));
  const bundles = new Bundles(dataSource, settings, new SigningKeys(dataSource, settings));
  const real: MakeBundle = (slot, context) => bundles.make(slot, context);
  const slots = new SlotWorker(
    dataSource,
    { now: async () => now() },
    { ...SLOT_TIMINGS, pollMs },
    makeBundle?.(real) ?? real,
    logger,
    reports,
  );
  reports.onApplicationBootstrap();
  slots.onApplicationBootstrap();
  return { lines, stop: () => stopAll(dataSource, [slots, reports]) };
}

async function stopAll(dataSource: DataSource, workers: readonly (SlotWorker | ReportWorker)[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.onModuleDestroy()));
  await dataSource.destroy();
}

function recording(lines: string[]): Logger {
  const at = (level: string) => (_facts: object, message: string) => void lines.push(`${level}: ${message}`);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } as unknown as Logger;
}
