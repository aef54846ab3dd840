import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Resolves once it is so; a question that fails has not been answered yet. Fails after 30 s with what was waited for, the
 * last failure, and what `tell` says.
 */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  tell: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  let cause: unknown;
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(25)) {
    try {
      if (await isSo()) return;
    } catch (error) {
      cause = error;
    }
  }
  throw new Error(`not within 30 s: ${what}; ${JSON.stringify(await tell())}`, { cause });
}
