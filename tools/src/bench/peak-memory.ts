import { readFileSync, readdirSync } from 'node:fs';

/** Peak resident memory of a process in MiB (VmHWM of /proc, Linux); undefined when it cannot be read. */
export function peakMemoryMib(pid: number): number | undefined {
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readStatus(pid) ?? '')?.[1];
  return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
}

/** The processes that have `parent` as their parent: PostgreSQL's backends, say. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => new RegExp(`^PPid:\\s+${parent}$`, 'm').test(readStatus(pid) ?? ''));
}

function readStatus(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return undefined; // it has ended, or this is not Linux
  }
}
