import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '@trailkeeper/http';
import { REPOSITORY_ROOT } from '../repository-root.js';
import { choosePort, urlOf } from './address.js';
import { collectorEnvironment, reporterEnvironment } from './app-environment.js';
import { forkApp, type App } from './fork-app.js';
import { indexBeside, type Indexing } from './index-beside.js';
import { obtainSecret } from './obtain-secret.js';
import { openDatabase, type Database } from './open-database.js';
import type { How, RunningSystem, SystemSettings } from './system.js';
import { waitUntilReady } from './wait-until-ready.js';

/**
 * Starts all of Trailkeeper: database, migrations, roles, collector and reporter, and resolves when both apps are ready; events from
 * before that cannot be searched are seen to beside them.
 * When any of it fails, what was started is stopped again and the reason is thrown.
 */
export async function startSystem(settings: SystemSettings): Promise<RunningSystem> {
  const parts: Parts = { apps: [] };
  try {
    return await startParts(settings, parts);
  } catch (error) {
    await stopParts(parts, { isImmediate: false });
    throw error;
  }
}

/** What has been started so far. */
interface Parts {
  database?: Database;
  apps: App[];
  indexing?: Indexing;
}

async function startParts(settings: SystemSettings, parts: Parts): Promise<RunningSystem> {
  const { dataDir, signal, host = '127.0.0.1', entries = ENTRIES } = settings;
  for (const [name, entry] of Object.entries(entries)) {
    if (!existsSync(entry)) throw new StartError(`${name} is not built: ${entry} is missing. Run "npm run build".`);
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o755 });
  const adminToken = obtainSecret(settings.adminToken, join(dataDir, 'admin-token'));
  const ingestKey = obtainSecret(settings.ingestKey, join(dataDir, 'ingest-key'));
  const secretKey = obtainSecret(settings.secretKey, join(dataDir, 'secret-key'));
  const collectorPort = await choosePort(host, settings.collectorPort, 'COLLECTOR_PORT');
  const reporterPort = await choosePort(host, settings.reporterPort, 'REPORTER_PORT');
  const database = await openDatabase(settings);
  parts.database = database;
  signal?.throwIfAborted();

  const deliveryDirectory = obtainDeliveryDirectory(settings);
  const given = { ...settings, host, collectorPort, reporterPort, deliveryDirectory };
  const collector = forkApp('collector', entries.collector, {
    ...collectorEnvironment(given, database.collectorUrl),
    INGEST_KEY: ingestKey.value,
  });
  const reporter = forkApp('reporter', entries.reporter, {
    ...reporterEnvironment(given, database.reporterUrl),
    ADMIN_TOKEN: adminToken.value,
    SECRET_KEY: secretKey.value,
  });
  parts.apps.push(collector, reporter);
  const collectorUrl = urlOf(host, collectorPort);
  const reporterUrl = urlOf(host, reporterPort);
  await Promise.all([waitUntilReady(collector, collectorUrl, signal), waitUntilReady(reporter, reporterUrl, signal)]);
  const { environment, onLog } = settings;
  parts.indexing = indexBeside({ ownerUrl: database.ownerUrl, environment, onLog });

  const all = [collector, reporter, ...(database.server ? [database.server] : [])];
  return {
    collectorUrl,
    reporterUrl,
    adminToken: adminToken.value,
    adminTokenFile: adminToken.file,
    ingestKey: ingestKey.value,
    ingestKeyFile: ingestKey.file,
    ownerDatabaseUrl: database.ownerUrl,
    processes: all.map(({ name, pid }) => ({ name, pid })),
    ended: Promise.race(all.map((part) => part.ended)),
    stop: (how = { isImmediate: false }) => stopParts(parts, how),
  };
}

/** The folder that was given, which is made by whoever gave it: it may be a share that is not mounted. Else one of our own. */
function obtainDeliveryDirectory({ dataDir, environment }: SystemSettings): string {
  const given = environment?.['DELIVERY_DIRECTORY'];
  if (given) return given;
  const own = join(dataDir, 'deliveries');
  mkdirSync(own, { recursive: true, mode: 0o750 });
  return own;
}

/** The apps first: their running requests still need the database. */
async function stopParts(parts: Parts, how: How): Promise<void> {
  await Promise.all([...parts.apps.map((app) => app.stop(how)), parts.indexing?.stop()]);
  await parts.database?.stop(how);
}

const ENTRIES = {
  collector: join(REPOSITORY_ROOT, 'apps/collector/dist/main.js'),
  reporter: join(REPOSITORY_ROOT, 'apps/reporter/dist/main.js'),
};
