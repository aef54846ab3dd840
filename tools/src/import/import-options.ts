import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readSettings, setting, SettingsError } from '@trailkeeper/http';
import { z } from 'zod';
import { REPOSITORY_ROOT } from '../repository-root.js';
import type { Collector } from './post-events.js';
import { UsageError } from '../usage-error.js';

export interface GivenPath {
  /** As it was given. */
  name: string;
  /** Absolute. */
  path: string;
}

export interface ImportOptions {
  paths: GivenPath[];
  collector: Collector;
  ledgerFile: string;
  /** Sends also what the ledger says is imported. */
  isAgain: boolean;
}

/** What the command line and the environment ask for; `help` when that is all. Throws UsageError. */
export function readImportOptions(args: string[], env: NodeJS.ProcessEnv): ImportOptions | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  if (positionals.length === 0) throw new UsageError('Which files or folders?');
  const settings = read(env);
  // npm runs scripts in the checkout's folder; INIT_CWD is where it was called.
  const folder = env['INIT_CWD'] ?? process.cwd();
  const dataDir = resolve(REPOSITORY_ROOT, settings.DATA_DIR);
  return {
    paths: positionals.map((name) => ({ name, path: resolve(folder, name) })),
    collector: {
      url: settings.COLLECTOR_URL ?? `http://127.0.0.1:${settings.COLLECTOR_PORT}`,
      ingestKey: settings.INGEST_KEY ?? readKey(join(dataDir, 'ingest-key')),
    },
    ledgerFile: join(dataDir, 'import', 'ledger.jsonl'),
    isAgain: values.again,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { again: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function read(env: NodeJS.ProcessEnv): z.output<typeof SCHEMA> {
  try {
    return readSettings(SCHEMA, env);
  } catch (error) {
    throw error instanceof SettingsError ? new UsageError(error.message) : error;
  }
}

function readKey(file: string): string {
  if (!existsSync(file)) {
    throw new UsageError(
      `There is no ingest key: INGEST_KEY is not set and ${file} does not exist. Set INGEST_KEY, or DATA_DIR to the ` +
        'folder of the system that "npm start" runs.',
    );
  }
  return readFileSync(file, 'utf8').trim();
}

const SCHEMA = z.object({
  COLLECTOR_URL: setting.httpUrl.optional(),
  COLLECTOR_PORT: setting.port.default(4001),
  INGEST_KEY: setting.secret.optional(),
  DATA_DIR: setting.setting('a folder, for example /var/lib/trailkeeper/data', (text) => text).default('.data'),
});
