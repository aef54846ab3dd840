import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where a server run by root keeps what its own user must reach, when the checkout or the data folder is closed to that
 * user. Below /var/lib, because /tmp is emptied at boot.
 */
const OPEN_PLACE = '/var/lib/trailkeeper';

/** A folder in the open place that everybody may enter and nobody else may list, whatever the umask. */
export function openFolder(name: string): string {
  const path = join(OPEN_PLACE, name);
  mkdirSync(path, { recursive: true });
  chmodSync(OPEN_PLACE, 0o711);
  chmodSync(path, 0o711);
  return path;
}

/** A name that was never used before: `data-5f0c…`. */
export function freshName(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`;
}
