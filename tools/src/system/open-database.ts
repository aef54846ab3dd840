import { join } from 'node:path';
import { migrate, provisionAppRoles, type AppRoleUrls } from '@trailkeeper/database';
import { startEmbeddedPostgres } from '@trailkeeper/database/embedded';
import type { How, SystemSettings } from './system.js';

export interface Database extends AppRoleUrls {
  ownerUrl: string;
  /** The embedded server; undefined for a database that was given. */
  server?: { name: string; pid: number; ended: Promise<string> };
  stop(how: How): Promise<void>;
}

/** The database of the settings, or else the embedded one: running, migrated, its app roles able to log in. */
export async function openDatabase(settings: SystemSettings): Promise<Database> {
  if (settings.databaseUrl) {
    return { ownerUrl: settings.databaseUrl, ...(await prepare(settings.databaseUrl, settings)), stop: async () => {} };
  }
  const { onLog } = settings;
  const server = await startEmbeddedPostgres({ dataDir: join(settings.dataDir, 'postgres'), ...(onLog && { onLog }) });
  try {
    const ended = server.gone.then(() => 'PostgreSQL has ended; its log is postgres.log in the data folder');
    return {
      ownerUrl: server.url,
      ...(await prepare(server.url, settings)),
      server: { name: 'postgres', pid: server.pid, ended },
      stop: (how) => server.stop(how),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function prepare(ownerUrl: string, settings: SystemSettings): Promise<AppRoleUrls> {
  const { secretKey, onLog } = settings;
  const { ran } = await migrate(ownerUrl);
  if (ran.length > 0) onLog?.(`brought the database up to date (${ran.length} migrations)`);
  return provisionAppRoles(ownerUrl, secretKey);
}
