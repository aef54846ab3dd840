import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, startMark } from './process-facts.js';

/**
 * Marks the data folder as used by this process and answers how to give it back. Fails when another living process has
 * it: two launchers would stop each other's server. What a killed process left behind is taken over.
 */
export function holdDataFolder(dataDir: string): () => void {
  const file = join(dataDir, 'launcher.json');
  const mine = JSON.stringify({ pid: process.pid, startMark: startMark(process.pid) });
  for (let attempt = 1; ; attempt += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 3) throw error;
      const holder = livingHolder(file);
      if (holder) {
        throw new Error(
          `The data folder ${dataDir} is in use by process ${holder}. Stop that one first, or give this one a data ` +
            'folder of its own (DATA_DIR).',
          { cause: error },
        );
      }
      rmSync(file, { force: true });
    }
  }
}

function livingHolder(file: string): number | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; startMark: string };
    return isRunning(holder.pid) && startMark(holder.pid) === holder.startMark ? holder.pid : undefined;
  } catch {
    return undefined; // given back just now, or half written by a process that was killed
  }
}
