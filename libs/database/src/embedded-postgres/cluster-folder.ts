import { existsSync, lstatSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { freshName, openFolder } from './open-place.js';
import { canReach, type ServerUser } from './server-user.js';

/**
 * The existing database cluster of a data folder: `<dataDir>/cluster`, or where a link of that name leads. Undefined
 * when there is none yet. A link to nowhere is an error: the data it stood for is gone, and a new empty trail in its
 * place would hide that.
 */
export function findCluster(dataDir: string): string | undefined {
  const cluster = join(dataDir, 'cluster');
  const stats = lstatSync(cluster, { throwIfNoEntry: false });
  if (!stats?.isSymbolicLink()) return stats && cluster;
  const target = readlinkSync(cluster);
  if (existsSync(target)) return target;
  throw new Error(
    `The database of ${dataDir} should be at ${target}, but nothing is there. Bring it back, or delete ${cluster} to ` +
      'begin a new, empty trail.',
  );
}

/** Where a new cluster goes: into the data folder, or into the open place when the server's user cannot get there. */
export function chooseClusterFolder(dataDir: string, user: ServerUser | undefined): string {
  const cluster = join(dataDir, 'cluster');
  if (!user || canReach(cluster, user)) return cluster;
  // A new name each time: with the link deleted, the old folder must not come back to life for a new trail.
  return join(openFolder(freshName('data')), 'cluster');
}

/** Lets the data folder lead to a cluster that was made elsewhere. */
export function linkCluster(dataDir: string, cluster: string): void {
  const link = join(dataDir, 'cluster');
  if (cluster !== link) symlinkSync(cluster, link);
}
