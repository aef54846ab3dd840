import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from './process-facts.js';

/**
 * Stops a server: first "fast" (SIGINT: sessions end, all is written out), and if that takes over a minute, or when
 * `isImmediate`, by SIGQUIT (committed data is safe, the next start recovers it). Resolves when the process is gone.
 */
export async function stopPostmaster(pid: number, isImmediate = false): Promise<void> {
  for (const { signal, patienceMs } of isImmediate ? [IMMEDIATE] : [FAST, IMMEDIATE]) {
    if (!send(pid, signal) || (await isGoneWithin(pid, patienceMs))) return;
  }
  throw new Error(`The PostgreSQL server (process ${pid}) does not stop. Look at its log, and end it by hand.`);
}

const FAST = { signal: 'SIGINT', patienceMs: 60_000 } as const;
const IMMEDIATE = { signal: 'SIGQUIT', patienceMs: 10_000 } as const;

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function isGoneWithin(pid: number, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    if (!isRunning(pid)) return true;
    await sleep(20);
  }
  return false;
}
