import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work`, one statement or one whole transaction, again when PostgreSQL ended it as the victim of a deadlock or of a
 * serialization conflict: nothing of it was kept then. Up to 6 times with a growing random pause, about half a second in
 * all; then, or for any other reason, its error is thrown. `work` must have no effect outside the database.
 */
export async function retried<Value>(work: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isRetryable(error)) throw error;
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }
}

/** Whether running the same transaction again may succeed: 40001 serialization failure, 40P01 deadlock. */
export function isRetryable(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === '40001' || code === '40P01';
}

const MAX_ATTEMPTS = 6;
