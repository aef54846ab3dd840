import { chmodSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { adoptOrLaunch } from './adopt-or-launch.js';
import type { EmbeddedPostgresSettings } from './embedded-postgres-settings.js';
import { ensureDatabase } from './ensure-database.js';
import { holdDataFolder } from './hold-data-folder.js';
import { readOwnerPassword } from './init-cluster.js';
import { isRunning } from './process-facts.js';
import { stopPostmaster } from './stop-postmaster.js';

export interface EmbeddedPostgres {
  /** Of the owner (a superuser of this server) on database `trailkeeper`. Holds the password: never log it. */
  url: string;
  port: number;
  pid: number;
  /** Resolves when the server is gone, wanted or not. */
  gone: Promise<void>;
  /**
   * Stops the server and gives the data folder back. Close what is connected first. May be called twice. Immediate: does
   * not write out what memory holds; nothing committed is lost, but the next start has to recover it.
   */
  stop(how?: { isImmediate: boolean }): Promise<void>;
}

/**
 * Starts PostgreSQL on `dataDir`, making the database at the first start. A server that a killed launcher left running
 * there is taken over as it is. Fails with the way out when the folder is in use, the port taken or the disk full.
 */
export async function startEmbeddedPostgres(settings: EmbeddedPostgresSettings): Promise<EmbeddedPostgres> {
  const dataDir = makeDataFolder(settings.dataDir);
  const giveBack = holdDataFolder(dataDir);
  try {
    const { cluster, port, pid } = await adoptOrLaunch({ ...settings, dataDir });
    const stop = async (how = { isImmediate: false }) => {
      await stopPostmaster(pid, how.isImmediate);
      giveBack();
    };
    const url = await ensureDatabase(port, readOwnerPassword(cluster)).catch(async (error: unknown) => {
      await stopPostmaster(pid);
      throw error;
    });
    return { url, port, pid, gone: waitUntilGone(pid), stop };
  } catch (error) {
    giveBack();
    throw error;
  }
}

/** The folder's real path. Others may enter a new one (the server's own user has to) but not list or read it. */
function makeDataFolder(dataDir: string): string {
  if (!existsSync(dataDir)) {
    mkdirSync(dataDir, { recursive: true });
    chmodSync(dataDir, 0o711);
  }
  return realpathSync(dataDir);
}

/** Looks once a second and does not keep our process alive. */
async function waitUntilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await sleep(1000, undefined, { ref: false });
}
