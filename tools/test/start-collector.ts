import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../src/repository-root.js';
import { urlOf } from '../src/system/address.js';
import { collectorEnvironment } from '../src/system/app-environment.js';
import { forkApp, type App } from '../src/system/fork-app.js';
import { waitUntilReady } from '../src/system/wait-until-ready.js';

export const HOST = '127.0.0.1';
export const INGEST_KEY = 'an-ingest-key-for-tests';

/** The built collector as a process of its own, ready; `onFork` is told of it before, so that it can be ended anyhow. */
export async function startCollector(
  { port, databaseUrl }: { port: number; databaseUrl: string },
  onFork: (app: App) => void,
): Promise<App> {
  const given = { dataDir: '', host: HOST, collectorPort: port, reporterPort: 0 };
  // What it logs while it or its database dies is no news here.
  const env = collectorEnvironment({ ...given, environment: { ...process.env, LOG_LEVEL: 'fatal' } }, databaseUrl);
  const app = forkApp('collector', join(REPOSITORY_ROOT, 'apps/collector/dist/main.js'), { ...env, INGEST_KEY });
  onFork(app);
  await waitUntilReady(app, urlOf(HOST, port), undefined);
  return app;
}
