import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The published events, in the folder `shared` beside the checkout. Reading fails, and the test with it, without it. */
const FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'samples');

/** A file of published events as it is. */
export function sampleFile(name: string): Buffer {
  return readFileSync(join(FOLDER, name));
}

/** Its lines. */
export function sampleLines(name: string): string[] {
  return sampleFile(name)
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}
