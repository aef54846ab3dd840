import { existsSync, realpathSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { findCluster } from './cluster-folder.js';
import { holdDataFolder } from './hold-data-folder.js';
import { findPostmaster } from './postmaster-file.js';
import { stopPostmaster } from './stop-postmaster.js';

/**
 * Deletes a data folder with all its data, also what a link leads to, after stopping a server that still runs on it. For
 * demos, benchmarks and tests. Fails when a living process uses the folder; a folder that is not there is no fault.
 */
export async function removeEmbeddedPostgres(dataDir: string): Promise<void> {
  if (!existsSync(dataDir)) return;
  const folder = realpathSync(dataDir);
  const giveBack = holdDataFolder(folder);
  try {
    const cluster = findCluster(folder);
    const running = cluster && findPostmaster(cluster);
    if (running) await stopPostmaster(running.pid);
    if (cluster && dirname(cluster) !== folder) rmSync(dirname(cluster), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  } finally {
    giveBack();
  }
}
