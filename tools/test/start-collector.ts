import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../src/repository-root.js';
import { urlOf } from '../src/system/address.js';
import { collectorEnvironment } from '../src/system/app-environment.js';
import { forkApp, type App } from '../src/system/fork-app.js';
import { waitUntilReady } from '../src/system/wait-until-ready.js';

export const HOST = '127.0.0.1';
export const INGEST_KEY = 'an-ingest-key-for-tests';

/** The built collector as a process of its own, not ready yet; `settings` as in its environment. */
export function forkCollector(
  { port, databaseUrl }: { port: number; databaseUrl: string },
  settings: Record<string, string> = {},
): App {
  const given = { dataDir: '', host: HOST, collectorPort: port, reporterPort: 0 };
  // What it logs while it or its database dies is no news here.
  const environment = { ...process.env, LOG_LEVEL: 'silent', ...settings };
  const env = collectorEnvironment({ ...given, environment }, databaseUrl);
  return forkApp('collector', join(REPOSITORY_ROOT, 'apps/collector/dist/main.js'), { ...env, INGEST_KEY });
}

/** The same on a port that it can come back to, and ready; `onFork` is told of it before, so that it can be ended anyhow. */
export async function startCollectorAt(
  place: { port: number; databaseUrl: string },
  onFork: (app: App) => void,
): Promise<App> {
  const app = forkCollector(place);
  onFork(app);
  await waitUntilReady(app, urlOf(HOST, place.port), undefined);
  return app;
}
