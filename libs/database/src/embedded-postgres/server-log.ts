import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

/** How long the log is now, to read later what came after. */
export function logSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** What the log says from byte `from` on, at most its last 64 KiB. */
export function readLogFrom(file: string, from: number): string {
  const fd = openSync(file, 'r');
  try {
    const end = fstatSync(fd).size;
    const start = Math.max(from, end - 65_536);
    const bytes = Buffer.alloc(Math.max(0, end - start));
    readSync(fd, bytes, 0, bytes.length, start);
    return bytes.toString('utf8');
  } finally {
    closeSync(fd);
  }
}

/** Keeps the log of a small installation from filling its disk: past 20 MB it becomes `.1` and a new one begins. */
export function rotateLog(file: string): void {
  if (logSize(file) > 20_000_000) renameSync(file, `${file}.1`);
}
