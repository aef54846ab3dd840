import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Whether the process runs. A zombie (ended, but nobody has asked for its exit code) does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return readStat(pid)?.state !== 'Z';
}

/**
 * Something that no other process of the same pid will ever show: when it started. With it, a pid read from a file can
 * be told from a later process that got the same number. Undefined when the process is gone.
 */
export function startMark(pid: number): string | undefined {
  if (!HAS_PROC) return ps(pid, 'lstart=');
  return readStat(pid)?.startTicks;
}

/** The process's arguments; empty when it is gone. */
export function commandLine(pid: number): string {
  if (!HAS_PROC) return ps(pid, 'command=') ?? '';
  return readProc(pid, 'cmdline')?.replaceAll('\0', ' ').trim() ?? '';
}

/** `/proc/PID/stat`, proc(5). The program's name stands in brackets and may hold spaces, so read on after the last one. */
function readStat(pid: number): { state: string; startTicks: string } | undefined {
  const stat = readProc(pid, 'stat');
  if (!stat) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
}

function readProc(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined; // gone, or no /proc on this system
  }
}

function ps(pid: number, column: string): string | undefined {
  return spawnSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() || undefined;
}

const HAS_PROC = existsSync('/proc/self/stat');
