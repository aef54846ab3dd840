import { fork } from 'node:child_process';
import { once } from 'node:events';
import { REPOSITORY_ROOT } from '../repository-root.js';
import type { How } from './system.js';

export interface App {
  name: string;
  pid: number;
  /** Resolves with how it ended: `collector ended with exit code 3`. */
  ended: Promise<string>;
  /** Resolves when the process is gone: SIGTERM, and SIGKILL when it has not drained by then or when immediate. */
  stop(how: How): Promise<void>;
}

/**
 * Starts an app in a session of its own, so that a Ctrl-C reaches it only through us. The IPC channel tells it when we are
 * gone, also by kill -9: the app then stops by itself (`stopWithParent` in libs/http).
 */
export function forkApp(name: string, entry: string, env: NodeJS.ProcessEnv): App {
  const child = fork(entry, [], {
    cwd: REPOSITORY_ROOT,
    env,
    execArgv: [`--max-old-space-size=${APP_HEAP_MIB}`],
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code, signal]) =>
    signal ? `${name} was ended by ${String(signal)}` : `${name} ended with exit code ${String(code)}`,
  );
  const stop = async (how: How) => {
    child.kill(how.isImmediate ? 'SIGKILL' : 'SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), drainMs(env));
    await ended;
    clearTimeout(patience);
  };
  return { name, pid: child.pid ?? 0, ended, stop };
}

/**
 * Both apps work in bounded memory; without a limit V8 lets garbage grow instead (the collector's peak: 285 MiB without,
 * 170 with, at the same speed). docker/compose.yaml says the same.
 */
const APP_HEAP_MIB = 256;

/** Longer than an app takes to stop, or to give it up. */
function drainMs({ STOP_SECONDS = '8', STOP_DELAY_SECONDS = '0' }: NodeJS.ProcessEnv): number {
  return (Number(STOP_SECONDS) + Number(STOP_DELAY_SECONDS) + SPARE_SECONDS) * 1000;
}

/** 7 s: the app itself takes 1.5 more; the rest is for a machine that is busy. */
const SPARE_SECONDS = 7;
