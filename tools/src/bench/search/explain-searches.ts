import { appendFileSync, closeSync, mkdirSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import pg from 'pg';
import { askReporter } from '../../demo/make-report.js';
import type { RunningSystem } from '../../system/system.js';

export interface Explaining {
  /** What PostgreSQL logs to. */
  logFile: string;
  /** Where the plans go. */
  plansFile: string;
}

/**
 * Asks the reporter each of the paths once more, and keeps the plan of every statement that it runs for them, as
 * `explain (analyze, buffers)` would show it. Only on a server whose owner is a superuser and which has auto_explain, as the
 * embedded one: the reporter's sessions are ended, so that the next ones are explained, and again when all is done.
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
    await client.query(END_SESSIONS);
    for (const path of paths) {
      const before = statSync(logFile).size;
      await askPatiently(system, path);
      appendFileSync(plansFile, `${RULE}\n${path}\n${plansIn(readFrom(logFile, before))}\n`);
    }
  } finally {
    await client.query(EXPLAIN_NO_MORE);
    await client.query(END_SESSIONS);
    await client.end();
  }
}

/** The first one may meet a connection that has just been ended. */
async function askPatiently(system: RunningSystem, path: string): Promise<void> {
  await askReporter(system, path).catch(() => askReporter(system, path));
}

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

const END_SESSIONS = `
select pg_terminate_backend(session.pid)
from pg_stat_activity session
where session.usename = 'trailkeeper_reporter' and session.state = 'idle'
`;
