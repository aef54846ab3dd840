import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import {
  cannotConnect,
  createDataSource,
  type DataSourceSettings,
  DEFAULT_STATEMENT_TIMEOUT_MS,
} from '../create-data-source.js';
import { DatabaseWatch, type DatabaseFault, type StateChange } from './database-watch.js';
import { ProbeConnection } from './probe-connection.js';
import { watchedConnections } from './watched-client.js';

export interface WatchedDatabaseSettings extends Omit<DataSourceSettings, 'Client'> {
  /** A connection that is silent for so long over one statement is given up. Default 0: only a server that is frozen. */
  answerTimeoutMs?: number;
  /**
   * Writes a little where the role may, to see whether a full disk is full no more; it is rolled back. Without one the role
   * is taken to read: one statement that takes too long is then no fault of the database while it answers others.
   */
  writeProbe?: string;
  onChange: (change: StateChange) => void;
  /** Told why the first connection could not be made, in one line; it is tried again until there is one. */
  onNoConnection: (reason: string) => void;
}

/** A database that may be away, and what is known of it. */
export interface WatchedDatabase {
  /** Its statements fail while the database is away, from the start on. */
  dataSource: DataSource;
  watch: DatabaseWatch;
  /** What is wrong, as far as is known, asking where that is not enough. Takes at most 1.5 s and never fails. */
  check(): Promise<DatabaseFault | undefined>;
  /** Ends all connections; what runs on them is cut off. */
  close(): Promise<void>;
}

/**
 * Connects and keeps watching. Resolves after the first try, successful or not: a database that is away is no reason to end
 * a process, which would only be started again. It is tried again until it is there.
 */
export async function openWatchedDatabase(settings: WatchedDatabaseSettings): Promise<WatchedDatabase> {
  const { url, applicationName, writeProbe, answerTimeoutMs = 0 } = settings;
  const statementTimeoutMs = settings.statementTimeoutMs ?? DEFAULT_STATEMENT_TIMEOUT_MS;
  const watch = new DatabaseWatch();
  watch.onChange = settings.onChange;
  const isOneSlowAFault = writeProbe !== undefined;
  const connections = watchedConnections({ watch, statementTimeoutMs, isOneSlowAFault, answerTimeoutMs });
  const dataSource = createDataSource({ ...settings, statementTimeoutMs, Client: connections.Client });
  const closing = new AbortController();

  const isConnected = await connectOnce(dataSource, (error) => settings.onNoConnection(cannotConnect(url, error)));
  if (!isConnected) void keepConnecting(dataSource, closing.signal);

  const probe = new ProbeConnection({ url, applicationName, watch, Client: connections.Client, writeProbe });
  const check = checking(watch, probe, () => connections.giveUpSilent(FROZEN_MS));
  const timer = setInterval(() => void check(), CHECK_EVERY_MS);
  timer.unref();
  let soon: NodeJS.Timeout | undefined;
  watch.onDoubt = () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      if (!closing.signal.aborted) void check();
    }, SOON_MS).unref();
  };

  return {
    dataSource,
    watch,
    check,
    close: async () => {
      closing.abort();
      clearInterval(timer);
      clearTimeout(soon);
      probe.close();
      if (dataSource.isInitialized) await dataSource.destroy();
    },
  };
}

async function connectOnce(dataSource: DataSource, onFailure: (error: unknown) => void): Promise<boolean> {
  try {
    await dataSource.initialize();
    return true;
  } catch (error) {
    onFailure(error);
    return false;
  }
}

async function keepConnecting(dataSource: DataSource, closing: AbortSignal): Promise<void> {
  for (let pauseMs = SOON_MS; ; pauseMs = Math.min(2 * pauseMs, CHECK_EVERY_MS)) {
    await sleep(pauseMs, undefined, { ref: false });
    if (closing.aborted) return;
    if (await connectOnce(dataSource, () => undefined)) break;
  }
  if (closing.aborted) await dataSource.destroy();
}

/** Asks the probe where the watch does not know: never twice at once, and never for longer than a health check waits. */
function checking(watch: DatabaseWatch, probe: ProbeConnection, giveUpSilent: () => void) {
  let asking: { since: number; over: Promise<void> } | undefined;
  let inVainSince = Infinity;
  const ask = () => {
    asking ??= { since: Date.now(), over: probe.ask().finally(() => (asking = undefined)) };
    return asking.over;
  };
  return async (): Promise<DatabaseFault | undefined> => {
    const { fault } = watch;
    if (fault === undefined ? watch.hasHeardWithin(FRESH_MS) : isToBeLeftAlone(fault)) return fault;
    const startedAt = Date.now();
    await Promise.race([ask(), sleep(ANSWER_MS, undefined, { ref: false })]);
    if (watch.hasHeardWithin(Date.now() - startedAt)) {
      inVainSince = Infinity;
      return watch.fault;
    }
    inVainSince = Math.min(inVainSince, startedAt);
    if (asking !== undefined && Date.now() - asking.since >= ANSWER_MS) {
      watch.failed('slow', 'answer', new Error('the database does not answer'));
    }
    // Who answers anywhere, or refuses a connection for there being too many, still works on what is silent: a long sort.
    if (Date.now() - inVainSince >= FROZEN_MS && !watch.hasHeardWithin(FROZEN_MS)) giveUpSilent();
    return watch.fault;
  };
}

/** What only a write can end is left alone for a while, and so are those who would send one. */
function isToBeLeftAlone({ state, endsWith, lastAt }: DatabaseFault): boolean {
  return endsWith === 'write' && state !== 'read_only' && Date.now() - lastAt.getTime() < QUIET_MS;
}

/** 5 s: how late a metric is at most, at the price of one small question. */
const CHECK_EVERY_MS = 5_000;
/** 1 s: a server that restarts is often back by then. */
const SOON_MS = 1_000;
/** 2 s: who has answered so lately need not be asked. */
const FRESH_MS = 2_000;
/** 1.5 s: health checks give up after 2. */
const ANSWER_MS = 1_500;
/** 10 s without a word over all connections: the server is frozen, or the network between. */
const FROZEN_MS = 10_000;
/** 15 s without a further failure: then a write is tried, and requests are let in again. */
const QUIET_MS = 15_000;
