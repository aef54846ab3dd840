import type pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from './migrations/index.js';

export interface DataSourceSettings {
  /** `postgres://user:password@host:port/database`, percent-encoded where needed. */
  url: string;
  /** Shown in `pg_stat_activity` and in the server's log. */
  applicationName: string;
  /** Most connections held at once. Default 10. */
  poolSize?: number;
  /** How long to wait for a connection before failing. Default 10 s. */
  connectTimeoutMs?: number;
  /** The server ends a statement after this. Default 60 s; 0 = never. */
  statementTimeoutMs?: number;
  /** The server ends a session that sits in an open transaction this long. Default 60 s; 0 = never. */
  idleInTransactionTimeoutMs?: number;
  entities?: NonNullable<DataSourceOptions['entities']>;
  /** Told when an idle pooled connection breaks, for the log. The pool replaces the connection by itself. */
  onPoolError?: (error: Error) => void;
  /** What connections are made of; pg's own client if not given. */
  Client?: typeof pg.Client;
}

/**
 * A TypeORM data source on PostgreSQL that is not connected yet: call `initialize()`. It never changes the schema
 * (only `migrate` does), never installs extensions, and its sessions run in UTC. What is committed is on disk, whatever is set
 * for the server, the database or the role.
 */
export function createDataSource(settings: DataSourceSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    url: settings.url,
    applicationName: settings.applicationName,
    entities: settings.entities ?? [],
    migrations: [...MIGRATIONS],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    logging: false,
    poolSize: settings.poolSize ?? 10,
    connectTimeoutMS: settings.connectTimeoutMs ?? 10_000,
    // Without a handler a broken idle connection (the server restarted) would end the process.
    poolErrorHandler: (error: Error) => settings.onPoolError?.(error),
    extra: {
      // To compile a statement takes longer than most of ours run.
      options: '-c TimeZone=UTC -c jit=off',
      keepAlive: true,
      ...(settings.Client && { Client: settings.Client }),
      statement_timeout: settings.statementTimeoutMs ?? DEFAULT_STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: settings.idleInTransactionTimeoutMs ?? 60_000,
      onConnect: prepare,
    },
  });
}

/** 60 s: the longest statement of the API seen took 3. */
export const DEFAULT_STATEMENT_TIMEOUT_MS = 60_000;

/** Called with each new connection before anybody gets it; without success nobody does. */
async function prepare(client: pg.PoolClient): Promise<void> {
  bearErrors(client);
  await client.query(COMMIT_TO_DISK);
}

// `off` answers a commit before it is on disk; `local` and `remote_write` do less than `on` where there is a standby to wait
// for; `remote_apply` does more and stays.
const COMMIT_TO_DISK = `
select set_config('synchronous_commit', 'on', false)
where current_setting('synchronous_commit') not in ('on', 'remote_apply')
`;

/**
 * The pool takes its error handler off when it hands a connection out, and TypeORM puts its own on a little later; a server
 * that dies just then, with its last words in the packet that says it is ready, would end our process. Whoever uses the
 * connection is told by its query.
 */
function bearErrors(client: pg.PoolClient): void {
  client.on('error', () => undefined);
}

/** A connected data source. Fails with the address that could not be reached and why; the password is never in it. */
export async function openDataSource(settings: DataSourceSettings): Promise<DataSource> {
  const dataSource = createDataSource(settings);
  try {
    return await dataSource.initialize();
  } catch (error) {
    throw new Error(cannotConnect(settings.url, error), { cause: error });
  }
}

/** Says where and why in one line, without the password. */
export function cannotConnect(url: string, error: unknown): string {
  const { host, pathname } = new URL(url);
  return `Cannot connect to PostgreSQL at ${host}${pathname}: ${reasonOf(error)}`;
}

/** Node reports a host with several addresses as an AggregateError whose own message is empty. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
