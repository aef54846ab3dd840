import { resolve } from 'node:path';
import { readSettings, setting, SettingsError } from '@trailkeeper/http';
import { z } from 'zod';
import { REPOSITORY_ROOT } from './repository-root.js';
import type { SystemSettings } from './system/system.js';

/**
 * The settings of `npm start` from the environment; every fault is listed at once. Those that only an app uses are
 * checked here too, so that a fault shows before anything starts, and passed on as they are.
 */
export function readStartSettings(env: NodeJS.ProcessEnv): SystemSettings {
  const settings = readSettings(SCHEMA, env);
  if (settings.REPORTER_PORT === settings.COLLECTOR_PORT) {
    throw new SettingsError(['REPORTER_PORT and COLLECTOR_PORT must differ, for example 4000 and 4001']);
  }
  return {
    databaseUrl: settings.DATABASE_URL,
    dataDir: resolve(REPOSITORY_ROOT, settings.DATA_DIR),
    host: settings.HOST,
    reporterPort: settings.REPORTER_PORT,
    collectorPort: settings.COLLECTOR_PORT,
    adminToken: settings.ADMIN_TOKEN,
    ingestKey: settings.INGEST_KEY,
    secretKey: settings.SECRET_KEY,
    // A calm terminal; LOG_LEVEL=info shows a line per request and run.
    environment: {
      ...env,
      LOG_LEVEL: settings.LOG_LEVEL,
      ORGANISATION_LOGO: logoPath(settings.ORGANISATION_LOGO, env),
    },
  };
}

/** From the folder where `npm start` was called, which npm tells: the reporter, which reads it, runs elsewhere. */
function logoPath(path: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  return path === undefined ? undefined : resolve(env['INIT_CWD'] ?? process.cwd(), path);
}

const folder = setting.setting('a folder, for example /var/lib/trailkeeper/data', (text) => text);

const file = setting.setting('a file, for example /etc/trailkeeper/logo.png', (text) => text);

const SCHEMA = z.object({
  DATABASE_URL: setting.postgresUrl.optional(),
  DATA_DIR: folder.default('.data'),
  HOST: setting.host.default('127.0.0.1'),
  REPORTER_PORT: setting.port.default(4000),
  COLLECTOR_PORT: setting.port.default(4001),
  ADMIN_TOKEN: setting.secret.optional(),
  INGEST_KEY: setting.secret.optional(),
  SECRET_KEY: setting.secret.optional(),
  LOG_LEVEL: setting.logLevel.default('warn'),
  PUBLIC_URL: setting.httpUrl.optional(),
  TRUST_PROXY: setting.trustProxy.optional(),
  ORGANISATION: setting.name.optional(),
  DELIVERY_DIRECTORY: setting.folder.optional(),
  DELIVERY_PRIVATE_NETWORKS: setting.addressRanges.optional(),
  WEEK_START: setting.weekday.optional(),
  FISCAL_YEAR_START: setting.month.optional(),
  ORGANISATION_LOGO: file.optional(),
  REPORT_RETENTION: setting.calendarDuration.optional(),
  DATABASE_POOL_SIZE: setting.poolSize.optional(),
  MAX_BODY_BYTES: setting.bytes.optional(),
  MAX_EVENT_BYTES: setting.bytes.optional(),
  SENDER_IDLE_SECONDS: setting.seconds.optional(),
  DATABASE_TIMEOUT_SECONDS: setting.statementSeconds.optional(),
  STOP_SECONDS: setting.seconds.optional(),
  STOP_DELAY_SECONDS: setting.secondsOrNone.optional(),
  QUARANTINE_MAX_BYTES: setting.bytes.optional(),
});
