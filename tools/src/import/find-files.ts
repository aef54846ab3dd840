import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GivenPath } from './import-options.js';
import { UsageError } from '../usage-error.js';

export interface FoundFile {
  /** As a person would write it: the given path, and the way from there. */
  name: string;
  /** Absolute. */
  path: string;
  bytes: number;
  /** Given itself, not found in a given folder. */
  isGiven: boolean;
}

/** A file and what is to be said of it. */
export interface Note {
  name: string;
  reason: string;
}

export interface FoundFiles {
  files: FoundFile[];
  /** Folders and files that could not be looked at. */
  unreadable: Note[];
}

/**
 * The given files and all files in the given folders, each once, however it is reached; folders in name order, links
 * followed. Throws UsageError when a given path does not exist.
 */
export async function findFiles(given: readonly GivenPath[]): Promise<FoundFiles> {
  const missing: string[] = [];
  const walk: Walk = { files: [], unreadable: [], seen: new Set() };
  for (const { name, path } of given) {
    const isThere = await stat(path).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
    );
    if (isThere) await visit(walk, { name, path, isGiven: true });
    else missing.push(name);
  }
  if (missing.length > 0) throw new UsageError(`There is no such file or folder: ${missing.join(', ')}`);
  return walk;
}

interface Walk extends FoundFiles {
  /** Real paths: a link back up would never end. */
  seen: Set<string>;
}

async function visit(walk: Walk, { name, path, isGiven }: Omit<FoundFile, 'bytes'>): Promise<void> {
  try {
    const real = await realpath(path);
    if (walk.seen.has(real)) return;
    walk.seen.add(real);
    const found = await stat(path);
    if (found.isFile()) walk.files.push({ name, path, bytes: found.size, isGiven });
    if (!found.isDirectory()) return;
    for (const entry of (await readdir(path)).sort(byCodeUnits)) {
      await visit(walk, { name: join(name, entry), path: join(path, entry), isGiven: false });
    }
  } catch (error) {
    walk.unreadable.push({ name, reason: `cannot be read (${(error as NodeJS.ErrnoException).code})` });
  }
}

/** The same order on every machine. */
function byCodeUnits(one: string, other: string): number {
  return one < other ? -1 : 1;
}
