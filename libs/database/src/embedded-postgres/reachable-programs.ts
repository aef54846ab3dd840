import { chmodSync, cpSync, existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freshName, openFolder } from './open-place.js';
import { canRun, type ServerUser } from './server-user.js';

/**
 * A folder with the server's programs that its user can run: `nativeFolder` itself, or, when that lies in a closed
 * checkout, a copy of it (60 MB, made once per version).
 */
export function reachablePrograms(nativeFolder: string, user: ServerUser | undefined): string {
  if (!user || canRun(join(nativeFolder, 'bin', 'postgres'), user)) return nativeFolder;
  const manifest = JSON.parse(readFileSync(join(nativeFolder, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(openFolder('programs'), manifest.version);
  if (existsSync(copy)) return copy;
  const unfinished = join(openFolder('programs'), freshName('copying'));
  cpSync(nativeFolder, unfinished, { recursive: true, verbatimSymlinks: true });
  letEverybodyRead(unfinished);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // else another start was faster
  }
  return copy;
}

function letEverybodyRead(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  chmodSync(path, stats.isDirectory() || stats.mode & 0o100 ? 0o755 : 0o644);
  if (stats.isDirectory()) for (const name of readdirSync(path)) letEverybodyRead(join(path, name));
}
