import { appendFileSync, closeSync, mkdirSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { provisionAppRoles } from '@trailkeeper/database';
import pg from 'pg';
import { askReporter } from '../../demo/make-report.js';
import { REPOSITORY_ROOT } from '../../repository-root.js';
import { choosePort, urlOf } from '../../system/address.js';
import { reporterEnvironment } from '../../system/app-environment.js';
import { forkApp } from '../../system/fork-app.js';
import type { RunningSystem } from '../../system/system.js';
import { waitUntilReady } from '../../system/wait-until-ready.js';

export interface Explaining {
  /** What PostgreSQL logs to. */
  logFile: string;
  /** Where the plans go. */
  plansFile: string;
}

/**
 * Asks a reporter of its own each of the paths, and keeps the plan of every statement that it runs for them, as
 * `explain (analyze, buffers)` would show it. Only on a server whose owner is a superuser and which has auto_explain, as the
 * embedded one.
 */
export async function explainSearches(
  system: RunningSystem,
  paths: readonly string[],
  { logFile, plansFile }: Explaining,
): Promise<void> {
  const client = new pg.Client({ connectionString: system.ownerDatabaseUrl });
  await client.connect();
  mkdirSync(dirname(plansFile), { recursive: true });
  writeFileSync(plansFile, '');
  try {
    await client.query(EXPLAIN_ALL);
    const { reporterUrl, app } = await startReporter(system);
    try {
      for (const path of paths) {
        const before = statSync(logFile).size;
        await askReporter({ ...system, reporterUrl }, path);
        appendFileSync(plansFile, `${RULE}\n${path}\n${plansIn(readFrom(logFile, before))}\n`);
      }
    } finally {
      await app.stop({ isImmediate: true });
    }
  } finally {
    await client.query(EXPLAIN_NO_MORE);
    await client.end();
  }
}

/** Only sessions that begin now are explained; those of the one that was measured go on as they are. */
async function startReporter({ ownerDatabaseUrl, adminToken }: RunningSystem) {
  const host = '127.0.0.1';
  const reporterPort = await choosePort(host, 0, 'REPORTER_PORT');
  const given = {
    host,
    reporterPort,
    collectorPort: 0,
    dataDir: '',
    environment: { ...process.env, LOG_LEVEL: 'warn' },
  };
  const { reporterUrl: databaseUrl } = await provisionAppRoles(ownerDatabaseUrl);
  const app = forkApp('reporter', REPORTER, {
    ...reporterEnvironment(given, databaseUrl),
    ADMIN_TOKEN: adminToken,
    SECRET_KEY: adminToken,
  });
  const reporterUrl = urlOf(host, reporterPort);
  await waitUntilReady(app, reporterUrl, undefined);
  return { reporterUrl, app };
}

const REPORTER = join(REPOSITORY_ROOT, 'apps/reporter/dist/main.js');

function readFrom(file: string, start: number): string {
  const bytes = Buffer.alloc(statSync(file).size - start);
  const fd = openSync(file, 'r');
  readSync(fd, bytes, 0, bytes.length, start);
  closeSync(fd);
  return bytes.toString();
}

/** Without what the log says of other things. */
function plansIn(log: string): string {
  const entries = log.split(/^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)/m);
  return entries.filter((entry) => / LOG: {2}duration: .* plan:/.test(entry)).join('');
}

const RULE = '='.repeat(100);

const SETTINGS = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
};

const EXPLAIN_ALL = Object.entries(SETTINGS)
  .map(([name, value]) => `alter role trailkeeper_reporter set ${name} = ${pg.escapeLiteral(value)}`)
  .join(';');

const EXPLAIN_NO_MORE = Object.keys(SETTINGS)
  .map((name) => `alter role trailkeeper_reporter reset ${name}`)
  .join(';');
