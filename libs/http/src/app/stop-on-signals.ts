import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Stopping } from './stopping.js';
import { stopWithParent } from './stop-with-parent.js';

export interface StopSignals {
  /** From now on it is the app that is stopped. Before, while it starts, the process ends at once. */
  stopApp(app: NestFastifyApplication): void;
}

/**
 * Lets SIGTERM, SIGINT and the end of the launcher stop the app gracefully, once: exit code 0. A second signal, or a stop
 * that takes longer than its limit, ends the process at once with 1: whoever was not answered by then sends again.
 */
export function stopOnSignals(): StopSignals {
  let stop = (): void => process.exit(0);
  let firstAt: number | undefined;
  const begin = () => {
    if (firstAt !== undefined) return;
    firstAt = Date.now();
    stop();
  };
  const handle = () => {
    // A process group and its launcher often tell the same thing twice.
    if (firstAt !== undefined && Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
    begin();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, handle);
  stopWithParent(begin);
  return {
    stopApp: (app) => {
      stop = () => void stopGracefully(app).then(process.exit);
    },
  };
}

/** Gives the exit code. */
async function stopGracefully(app: NestFastifyApplication): Promise<number> {
  const stopping = app.get(Stopping);
  const { delayMs, limitMs } = stopping.times;
  setTimeout(() => process.exit(1), delayMs + limitMs + CLOSE_MS).unref();
  stopping.announce();
  if (delayMs > 0) await sleep(delayMs);
  stopping.begin();
  try {
    await app.close();
    return 0;
  } catch (fault) {
    process.stderr.write(`the stop failed: ${inspect(fault)}\n`);
    return 1;
  }
}

/** 1.5 s: for what is to be done after the last request: to hand runs back, to close connections. */
const CLOSE_MS = 1_500;

const SAME_SIGNAL_MS = 1_000;
