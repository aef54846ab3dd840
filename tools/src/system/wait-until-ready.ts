import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '@trailkeeper/http';
import type { App } from './fork-app.js';

/**
 * Resolves when the app at `url` says that it is ready. Fails when it ends before, or takes longer than a minute, with
 * its last answer.
 */
export async function waitUntilReady(app: App, url: string, signal: AbortSignal | undefined): Promise<void> {
  let end: string | undefined;
  void app.ended.then((reason) => (end = reason));
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let lastAnswer = 'nothing listens there';
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    if (end) throw new StartError(`${end} before it was ready; what it said stands above`);
    try {
      const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      if (answer.ok) return;
      lastAnswer = `${answer.status} ${await answer.text()}`;
    } catch (error) {
      lastAnswer = reasonOf(error);
    }
    await sleep(50);
  }
  throw new StartError(`${app.name} did not become ready within a minute. ${url}/health/ready: ${lastAnswer}`);
}

/** `fetch` says only "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}

const READY_TIMEOUT_MS = 60_000;
