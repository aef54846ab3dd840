import type { SystemSettings } from './system.js';

/** Settings that an app reads beside those that the launcher works out; a new one is one word here. */
const COLLECTOR_SETTINGS = [
  ...['LOG_LEVEL', 'TRUST_PROXY', 'DATABASE_POOL_SIZE', 'STOP_SECONDS', 'STOP_DELAY_SECONDS'],
  ...['MAX_BODY_BYTES', 'MAX_EVENT_BYTES', 'SENDER_IDLE_SECONDS', 'DATABASE_TIMEOUT_SECONDS', 'QUARANTINE_MAX_BYTES'],
];
const REPORTER_SETTINGS = [
  ...['LOG_LEVEL', 'TRUST_PROXY', 'DATABASE_POOL_SIZE', 'PUBLIC_URL', 'ORGANISATION'],
  ...['ORGANISATION_LOGO', 'REPORT_RETENTION', 'QUARANTINE_MAX_BYTES', 'STOP_SECONDS', 'STOP_DELAY_SECONDS'],
  ...['DELIVERY_PRIVATE_NETWORKS', 'WEEK_START', 'FISCAL_YEAR_START'],
];

/** What any Node program may need from the machine it runs on. */
const MACHINE = [
  ...[
    'PATH',
    'HOME',
    'LANG',
    'TMPDIR',
    'NODE_ENV',
    'NODE_OPTIONS',
    'NODE_EXTRA_CA_CERTS',
    'PGSSLMODE',
    'PGSSLROOTCERT',
  ],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
];

type Given = SystemSettings & { host: string };

/** The collector's environment, INGEST_KEY aside. Nothing of the launcher's own that it does not need, such as the owner's password. */
export function collectorEnvironment(given: Given, databaseUrl: string): NodeJS.ProcessEnv {
  return {
    ...pick(given.environment ?? process.env, [...MACHINE, ...COLLECTOR_SETTINGS]),
    DATABASE_URL: databaseUrl,
    HOST: given.host,
    COLLECTOR_PORT: String(given.collectorPort),
  };
}

/** The reporter's environment, ADMIN_TOKEN and SECRET_KEY aside. */
export function reporterEnvironment(
  given: Given & { deliveryDirectory?: string },
  databaseUrl: string,
): NodeJS.ProcessEnv {
  return {
    ...pick(given.environment ?? process.env, [...MACHINE, ...REPORTER_SETTINGS]),
    DATABASE_URL: databaseUrl,
    HOST: given.host,
    REPORTER_PORT: String(given.reporterPort),
    DELIVERY_DIRECTORY: given.deliveryDirectory,
  };
}

/** The environment of a program of an app that works as the owner of the database. */
export function ownerEnvironment(environment: NodeJS.ProcessEnv, databaseUrl: string): NodeJS.ProcessEnv {
  return { ...pick(environment, MACHINE), DATABASE_URL: databaseUrl };
}

function pick(from: NodeJS.ProcessEnv, names: string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]));
}
