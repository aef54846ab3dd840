import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, isRunning } from './process-facts.js';

/** What a running server says about itself in `postmaster.pid` (PostgreSQL's `miscinit.c`, one fact per line). */
export interface Postmaster {
  pid: number;
  port: number;
  isReady: boolean;
}

/** The server that runs on this cluster now, ready or still starting; undefined when there is none. */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const lines = readLines(cluster);
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !runsOn(cluster, pid)) return undefined;
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' };
}

/**
 * Removes a `postmaster.pid` whose server is gone. PostgreSQL does so itself when the pid is free, but not when it is a
 * zombie's (a container without an init process) or has been given to another program since.
 */
export function removeStalePostmasterFile(cluster: string): void {
  if (!findPostmaster(cluster)) rmSync(join(cluster, 'postmaster.pid'), { force: true });
}

/** Our servers are always started with their folder's full path as an argument. */
function runsOn(cluster: string, pid: number): boolean {
  return isRunning(pid) && ` ${commandLine(pid)} `.includes(` ${cluster} `);
}

function readLines(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
