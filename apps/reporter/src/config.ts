import { readSettings, setting } from '@trailkeeper/http';
import { z } from 'zod';

/** A pool smaller than 4 could starve: a run holds its snapshot, writes its file and its heartbeat, and the API answers. */
const poolSize = setting.setting('a number of connections from 4 to 200, for example 10', (text) =>
  /^\d{1,3}$/.test(text) && Number(text) >= 4 && Number(text) <= 200 ? Number(text) : undefined,
);

const organisation = setting.setting('a name of at most 200 characters, for example Example Ltd', (text) =>
  text.length <= 200 ? text : undefined,
);

const schema = z.object({
  /** The reporter's own role, never the owner's. */
  DATABASE_URL: setting.postgresUrl,
  DATABASE_POOL_SIZE: poolSize.default(10),
  HOST: setting.host.default('127.0.0.1'),
  REPORTER_PORT: setting.port.default(4000),
  /** The administrator's token while set. */
  ADMIN_TOKEN: setting.secret,
  /** Printed on every report. */
  ORGANISATION: organisation.optional(),
  PUBLIC_URL: setting.httpUrl.optional(),
  TRUST_PROXY: setting.trustProxy.default(false),
  LOG_LEVEL: setting.logLevel.default('info'),
});

export type Settings = z.output<typeof schema>;

/** The reporter's settings; throws one SettingsError with every fault. */
export function readReporterSettings(env: Record<string, string | undefined>): Settings {
  return readSettings(schema, env);
}
