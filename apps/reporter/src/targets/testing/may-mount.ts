import { execFileSync } from 'node:child_process';

/** Whether this process may mount a small disk, as only root may, and not in every container. */
export function mayMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Added to the name of a test that is skipped without. */
export const NEEDS_MOUNT = ' (skipped: needs a small disk, which only root may mount)';
