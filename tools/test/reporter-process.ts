import { join } from 'node:path';
import { findWaiting } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { REPOSITORY_ROOT } from '../src/repository-root.js';
import { choosePort, urlOf } from '../src/system/address.js';
import { reporterEnvironment } from '../src/system/app-environment.js';
import { forkApp, type App } from '../src/system/fork-app.js';
import { waitUntilReady } from '../src/system/wait-until-ready.js';
import { until } from './until.js';

const ENTRY = join(REPOSITORY_ROOT, 'apps/reporter/dist/main.js');
const HOST = '127.0.0.1';
const ADMIN_TOKEN = 'an-admin-token-for-tests';
const SECRET_KEY = 'a-secret-key-for-tests';

/** The built reporter in a process of its own. */
export interface ReporterProcess {
  readonly app: App;
  readonly reporterUrl: string;
  readonly adminToken: string;
}

/** Starts the built reporter on a database, and resolves once it is ready. Without a directory it delivers to none. */
export async function startReporterProcess(
  databaseUrl: string,
  { deliveryDirectory = '' } = {},
): Promise<ReporterProcess> {
  const port = await choosePort(HOST, 0, 'REPORTER_PORT');
  const given = { dataDir: '', host: HOST, collectorPort: 0, reporterPort: port };
  const environment = { ...process.env, LOG_LEVEL: 'fatal' };
  const env = reporterEnvironment({ ...given, environment }, databaseUrl);
  const app = forkApp('reporter', ENTRY, { ...env, ADMIN_TOKEN, SECRET_KEY, DELIVERY_DIRECTORY: deliveryDirectory });
  const reporterUrl = urlOf(HOST, port);
  await waitUntilReady(app, reporterUrl, undefined);
  return { app, reporterUrl, adminToken: ADMIN_TOKEN };
}

/** Resolves once the reporter waits for a lock in a statement that has this text in it. */
export async function untilWaiting(owner: DataSource, text: string): Promise<void> {
  await until(`the reporter waits in ${text}`, async () => {
    const waiting = await findWaiting(owner, 'trailkeeper-reporter');
    return waiting.some((sql) => sql.includes(text));
  });
}
