import type { DataSource } from 'typeorm';
import { openDataSource } from './create-data-source.js';
import { query } from './query.js';
import { SCHEMA_LOCK_KEY, withAdvisoryLock } from './with-advisory-lock.js';

export interface MigrateResult {
  /** Names of the migrations that ran now, oldest first; empty when the schema was up to date. */
  ran: string[];
}

/**
 * Brings the schema of the owner's database up to date, each migration in its own transaction, but for those that index
 * tables in use: cut off, they go on at the next call. Concurrent calls wait for each other and the later ones find
 * nothing to do. Refuses servers older than 15 and databases that are not UTF-8.
 */
export async function migrate(ownerUrl: string): Promise<MigrateResult> {
  // Two connections: one holds the lock, one migrates. A large index may take hours, hence no time limits.
  const dataSource = await openDataSource({
    url: ownerUrl,
    applicationName: 'trailkeeper-migrate',
    poolSize: 2,
    statementTimeoutMs: 0,
    idleInTransactionTimeoutMs: 0,
  });
  try {
    await refuseUnfitServer(dataSource);
    return await withAdvisoryLock(dataSource, SCHEMA_LOCK_KEY, async () => {
      const ran = await dataSource.runMigrations();
      return { ran: ran.map((migration) => migration.name) };
    });
  } finally {
    await dataSource.destroy();
  }
}

async function refuseUnfitServer(dataSource: DataSource): Promise<void> {
  const [server] = await query<ServerFacts>(dataSource, SERVER_FACTS);
  if (!server) throw new Error('PostgreSQL did not say its version');
  if (server.versionNumber < OLDEST_VERSION * 10_000) {
    throw new Error(
      `Trailkeeper needs PostgreSQL ${OLDEST_VERSION} or newer, but this server is ${server.version}. ` +
        'Upgrade the server or point DATABASE_URL at a newer one.',
    );
  }
  if (server.encoding !== 'UTF8') {
    throw new Error(
      `Database "${server.database}" has encoding ${server.encoding}, which cannot hold every event; Trailkeeper ` +
        `needs UTF8. Make a new one: create database trailkeeper encoding 'UTF8' template template0;`,
    );
  }
}

interface ServerFacts {
  database: string;
  encoding: string;
  version: string;
  versionNumber: number;
}

/** 15: the schema uses `unique nulls not distinct` and the public schema's narrower rights. */
const OLDEST_VERSION = 15;

const SERVER_FACTS = `
select
  current_database() as "database",
  current_setting('server_encoding') as "encoding",
  current_setting('server_version') as "version",
  current_setting('server_version_num')::int as "versionNumber"
`;
