import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { StartError } from '@trailkeeper/http';

export interface Secret {
  value: string;
  /** Where it is kept; undefined when it was given. */
  file: string | undefined;
}

/**
 * The secret that was given, or else the one in `file`, which is made (mode 0600, 256 random bits, URL-safe) when it is
 * not there yet.
 */
export function obtainSecret(given: string | undefined, file: string): Secret {
  if (given) return { value: given, file: undefined };
  if (!existsSync(file)) make(file);
  const value = readFileSync(file, 'utf8').trim();
  if (!/^[\x21-\x7e]{16,}$/.test(value)) {
    throw new StartError(`${file} does not hold a key of at least 16 characters. Delete it, and a new one is made.`);
  }
  return { value, file };
}

/** Under its name only once it is whole; when two starts make it at once, the first one's stays. */
function make(file: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  try {
    linkSync(unfinished, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(unfinished);
  }
}
