import { readSettings, setting } from '@trailkeeper/http';
import { z } from 'zod';

/** Injects the settings. */
export const SETTINGS = Symbol('SETTINGS');

const MEBIBYTE = 1024 * 1024;

const settingsSchema = z.object({
  DATABASE_URL: setting.postgresUrl,
  /** 10: enough for two cores' worth of batches; more only queue up in the database. */
  DATABASE_POOL_SIZE: setting.poolSize.default(10),
  HOST: setting.host.default('127.0.0.1'),
  COLLECTOR_PORT: setting.port.default(4001),
  PUBLIC_URL: setting.httpUrl.optional(),
  TRUST_PROXY: setting.trustProxy.default(false),
  INGEST_KEY: setting.secret,
  LOG_LEVEL: setting.logLevel.default('info'),
  /** Of one request, as sent and also decompressed. */
  MAX_BODY_BYTES: setting.bytes.default(32 * MEBIBYTE),
  /** Of one item; a larger one is quarantined. Producers keep events under 16 KiB. */
  MAX_EVENT_BYTES: setting.bytes.default(MEBIBYTE),
});

export type Settings = z.output<typeof settingsSchema>;

/** The collector's settings; throws one error that lists every fault. */
export function collectorSettings(env: Record<string, string | undefined>): Settings {
  return readSettings(settingsSchema, env);
}
