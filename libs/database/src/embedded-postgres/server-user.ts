import { chownSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The user and group that PostgreSQL runs as. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/**
 * Who the server runs as when we are root, since PostgreSQL refuses to run as root: the owner of an existing cluster,
 * or else the system's `postgres`, or else `nobody`. Undefined for an ordinary user: the server runs as that user.
 */
export function findServerUser(existingCluster: string | undefined): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (existingCluster) {
    const { uid, gid } = statSync(existingCluster);
    return { uid, gid };
  }
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as. Start as an ordinary ' +
      'user, or set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

/** What to pass to `spawn` so that a program runs as the server's user. */
export function runAs(user: ServerUser | undefined): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

/** Gives a file or folder made by root to the server's user. */
export function handOver(path: string, user: ServerUser | undefined): void {
  if (user) chownSync(path, user.uid, user.gid);
}

/** Whether `user` gets through every folder above `path` (a checkout under /root is closed to others). */
export function canReach(path: string, user: ServerUser): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!isGranted(folder, user, ENTER)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Whether `user` can reach the program at `path` and run it. */
export function canRun(path: string, user: ServerUser): boolean {
  return canReach(path, user) && isGranted(path, user, READ | ENTER);
}

const READ = 4;
/** Enter a folder, run a program. */
const ENTER = 1;

function isGranted(path: string, user: ServerUser, bits: number): boolean {
  const { mode, uid, gid } = statSync(path);
  const granted = uid === user.uid ? mode >> 6 : gid === user.gid ? mode >> 3 : mode;
  return (granted & bits) === bits;
}
