import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findNativeFolder, linkLibraries } from './binaries.js';
import { chooseClusterFolder, findCluster, linkCluster } from './cluster-folder.js';
import type { LaunchError } from './explain-failed-launch.js';
import { findFreePort } from './free-port.js';
import { initCluster } from './init-cluster.js';
import { launchPostgres, waitForPostmaster, type Launch } from './launch-postgres.js';
import { findPostmaster, removeStalePostmasterFile, type Postmaster } from './postmaster-file.js';
import { reachablePrograms } from './reachable-programs.js';
import { rotateLog } from './server-log.js';
import { findServerUser } from './server-user.js';
import type { EmbeddedPostgresSettings } from './embedded-postgres-settings.js';

export type RunningServer = Postmaster & { cluster: string };

/** A ready server on the data folder: the one already running there, or a new one. The caller holds the folder. */
export async function adoptOrLaunch(settings: EmbeddedPostgresSettings): Promise<RunningServer> {
  const { dataDir, onLog } = settings;
  const existing = findCluster(dataDir);
  const running = existing && findPostmaster(existing);
  if (running) {
    onLog?.(`PostgreSQL is still running on ${dataDir} (process ${running.pid}); going on with it`);
    const postmaster = await waitForPostmaster(existing, () => !findPostmaster(existing));
    return { ...postmaster, cluster: existing };
  }
  const launch = prepare(settings, existing);
  onLog?.(`starting PostgreSQL on ${dataDir}`);
  return { ...(await launchPatiently(launch, settings.port)), cluster: launch.cluster };
}

function prepare(settings: EmbeddedPostgresSettings, existing: string | undefined): Omit<Launch, 'port'> {
  const { dataDir, isThrowaway = false } = settings;
  const user = findServerUser(existing);
  const packaged = findNativeFolder();
  linkLibraries(packaged);
  const nativeFolder = reachablePrograms(packaged, user);
  const cluster = existing ?? chooseClusterFolder(dataDir, user);
  if (!existing) {
    settings.onLog?.(`making a new database in ${cluster}`);
    initCluster({ nativeFolder, cluster, user, isThrowaway });
    linkCluster(dataDir, cluster);
  }
  const logFile = join(dataDir, 'postgres.log');
  rotateLog(logFile);
  return { nativeFolder, cluster, user, logFile, isThrowaway };
}

/**
 * Tries again what passes by itself: a free port that another program took between our look and the server's, and the
 * last processes of a server that was killed. 100 × 100 ms: those end within a second or two of their postmaster.
 */
async function launchPatiently(launch: Omit<Launch, 'port'>, wantedPort: number | undefined): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    removeStalePostmasterFile(launch.cluster);
    const port = wantedPort ?? (await findFreePort());
    try {
      return await launchPostgres({ ...launch, port });
    } catch (error) {
      const { code } = error as LaunchError;
      const passes = code === 'MEMORY_STILL_IN_USE' || (code === 'PORT_IN_USE' && wantedPort === undefined);
      if (!passes || attempt === 100) throw error;
      await sleep(100);
    }
  }
}
