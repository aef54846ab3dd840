import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { explainFailedLaunch } from './explain-failed-launch.js';
import { findPostmaster, type Postmaster } from './postmaster-file.js';
import { logSize, readLogFrom } from './server-log.js';
import { runAs, type ServerUser } from './server-user.js';

export interface Launch {
  nativeFolder: string;
  cluster: string;
  user: ServerUser | undefined;
  port: number;
  logFile: string;
  isThrowaway: boolean;
}

/**
 * Starts a server in a session of its own (a Ctrl-C in our terminal must not reach it before the apps have drained) and
 * resolves when it accepts connections. Fails with the reason from the server's log.
 */
export async function launchPostgres(launch: Launch): Promise<Postmaster> {
  const logFrom = logSize(launch.logFile);
  const log = openSync(launch.logFile, 'a', 0o600);
  const server = spawn(join(launch.nativeFolder, 'bin', 'postgres'), serverArguments(launch), {
    cwd: '/',
    // Nothing else from our environment: it holds keys, and PG* variables would change what the server does.
    env: { LC_ALL: 'C', TZ: 'UTC' },
    detached: true,
    stdio: ['ignore', log, log],
    ...runAs(launch.user),
  });
  closeSync(log);
  server.unref();
  let failure: string | undefined;
  server.once('error', (error) => (failure = error.message));
  server.once('exit', (code, signal) => (failure = `exit code ${code ?? signal}`));
  const isOver = () => failure !== undefined;
  try {
    return await waitForPostmaster(launch.cluster, isOver);
  } catch (error) {
    const why = failure ?? (error as Error).message;
    throw explainFailedLaunch({
      why,
      log: readLogFrom(launch.logFile, logFrom),
      logFile: launch.logFile,
      port: launch.port,
    });
  }
}

/** Resolves when the server on this cluster is ready; fails when `isOver` says that it cannot become so any more. */
export async function waitForPostmaster(cluster: string, isOver: () => boolean): Promise<Postmaster> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!isOver()) {
    const postmaster = findPostmaster(cluster);
    if (postmaster?.isReady) return postmaster;
    if (Date.now() > deadline) throw new Error(`not ready after ${READY_TIMEOUT_MS / 60_000} minutes`);
    await sleep(25);
  }
  throw new Error('ended while starting');
}

function serverArguments(launch: Launch): string[] {
  const settings = { ...SETTINGS, port: String(launch.port), ...(launch.isThrowaway && THROWAWAY_SETTINGS) };
  return ['-D', launch.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Loopback only and no socket file: socket paths are limited to 107 bytes and clash in /tmp. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %q%a ',
};

const THROWAWAY_SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '300', max_wal_size: '4GB' };

/** Crash recovery replays at most a checkpoint's worth of WAL, 1 GB by default; minutes only on a very slow disk. */
const READY_TIMEOUT_MS = 10 * 60_000;
