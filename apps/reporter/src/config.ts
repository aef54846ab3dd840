import { DEFAULT_QUARANTINE_MAX_BYTES } from '@trailkeeper/contract';
import { readSettings, setting } from '@trailkeeper/http';
import { z } from 'zod';
import { logoSetting } from './organisation/logo-setting.js';

/** Injects the settings. */
export const SETTINGS = Symbol('SETTINGS');

const settingsSchema = z.object({
  /** The reporter's own role, never the owner's. */
  DATABASE_URL: setting.postgresUrl,
  DATABASE_POOL_SIZE: setting.poolSize.default(10),
  HOST: setting.host.default('127.0.0.1'),
  REPORTER_PORT: setting.port.default(4000),
  /** The administrator's token while set. */
  ADMIN_TOKEN: setting.secret,
  /** Seals the secrets of delivery targets and the keys that sign bundles; signs the links to them. */
  SECRET_KEY: setting.secret,
  /** The folder that delivery targets of the kind `directory` lie in; unset: there can be none. */
  DELIVERY_DIRECTORY: setting.folder.optional(),
  /** Networks that are not public and may be delivered to all the same. */
  DELIVERY_PRIVATE_NETWORKS: setting.addressRanges.default([]),
  /** What a week and a year are to a schedule that does not say. */
  WEEK_START: setting.weekday.default('monday'),
  FISCAL_YEAR_START: setting.month.default(1),
  /** Printed on every report. */
  ORGANISATION: setting.name.optional(),
  ORGANISATION_LOGO: logoSetting.optional(),
  /** How long files of reports are kept; unset: for ever. */
  REPORT_RETENTION: setting.calendarDuration.optional(),
  /** The collectors' bound, only told here. */
  QUARANTINE_MAX_BYTES: setting.bytes.default(DEFAULT_QUARANTINE_MAX_BYTES),
  PUBLIC_URL: setting.httpUrl.optional(),
  TRUST_PROXY: setting.trustProxy.default(false),
  LOG_LEVEL: setting.logLevel.default('info'),
  /** How long running requests may take to end at a stop. 8: Docker kills after 10. */
  STOP_SECONDS: setting.seconds.default(8),
  /** How long requests are still taken after the word to stop, while readiness already says no. */
  STOP_DELAY_SECONDS: setting.secondsOrNone.default(0),
});

export type Settings = z.output<typeof settingsSchema>;

/** The reporter's settings; throws one error that lists every fault. */
export function reporterSettings(env: Record<string, string | undefined>): Settings {
  return readSettings(settingsSchema, env);
}
