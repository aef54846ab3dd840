import pg from 'pg';
import { type FaultState, faultStateOf } from './database-state.js';
import type { DatabaseFault, DatabaseWatch } from './database-watch.js';

export interface WatchedClientSettings {
  watch: DatabaseWatch;
  /** The server's own limit, to tell its cancelling from ours. 0: none. */
  statementTimeoutMs: number;
  /** Whether one statement that takes too long is a fault of the database; otherwise it is only looked after. */
  isOneSlowAFault: boolean;
  /** A connection that is silent for so long over one statement is given up. 0: never. */
  answerTimeoutMs: number;
}

/** Connections whose state a watch learns of, to be given up together. */
export interface WatchedConnections {
  /** To be given to pg's pool as its `Client`. */
  Client: typeof pg.Client;
  /** Gives up those that have been waiting for an answer for `ms`: a server that is frozen ends nothing itself. */
  giveUpSilent(ms: number): void;
}

/**
 * Makes pg's client tell a watch what happens to it, from the first packet on. It also gives up a connection that does not
 * answer: pg's own time limit would leave it in the pool, in the middle of the statement.
 */
export function watchedConnections(settings: WatchedClientSettings): WatchedConnections {
  const waiting = new Set<ConnectionObserver>();
  class WatchedClient extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      const observer = new ConnectionObserver(this.connection, settings, waiting);
      const send = this.query.bind(this) as (...given: unknown[]) => unknown;
      this.query = ((...given: unknown[]) => {
        observer.onSend();
        return send(...given);
      }) as typeof this.query;
    }
  }
  return {
    Client: WatchedClient,
    giveUpSilent: (ms) => [...waiting].forEach((observer) => observer.giveUpIfSilentFor(ms)),
  };
}

class ConnectionObserver {
  private readonly madeAt = performance.now();
  private isConnected = false;
  private isOver = false;
  private sentAt: number | undefined;
  private heardAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: pg.Connection,
    private readonly settings: WatchedClientSettings,
    private readonly waiting: Set<ConnectionObserver>,
  ) {
    const onHeard = () => this.onHeard();
    connection
      .on('readyForQuery', () => this.onReady())
      .on('dataRow', onHeard)
      .on('copyData', onHeard)
      .on('errorMessage', (error: unknown) => this.onServerError(error))
      .on('error', (error: unknown) => this.onCut(error))
      .on('end', () => this.onCut(new Error(this.wordsOfEnd())));
  }

  onSend(): void {
    this.sentAt ??= performance.now();
    this.waiting.add(this);
    const { answerTimeoutMs } = this.settings;
    if (answerTimeoutMs > 0) this.timer ??= setTimeout(() => this.giveUp(answerTimeoutMs), answerTimeoutMs);
  }

  giveUpIfSilentFor(ms: number): void {
    if (this.sentAt !== undefined && performance.now() - Math.max(this.sentAt, this.heardAt) >= ms) this.giveUp(ms);
  }

  private giveUp(ms: number): void {
    const message = `The database did not answer for ${Math.round(ms / 1000)} seconds; the connection is given up.`;
    this.connection.stream.destroy(Object.assign(new Error(message), { code: 'ETIMEDOUT' }));
  }

  private onReady(): void {
    this.rest();
    this.onHeard();
    if (!this.isConnected) this.settings.watch.connected();
    this.isConnected = true;
  }

  private onHeard(): void {
    this.heardAt = performance.now();
    this.settings.watch.heard();
  }

  private onServerError(error: unknown): void {
    this.heardAt = performance.now();
    const { watch } = this.settings;
    const state = faultStateOf(error);
    // Who starts or ends says nothing for the statements of before.
    if (state === undefined || !isOfConnection(state)) watch.spoke();
    if (!this.isConnected) {
      this.isOver = true;
      watch.failed(state ?? 'unreachable', state === 'too_many_connections' ? 'connection' : 'answer', error);
    } else if (state === undefined || this.isCancelledByUs(error)) {
      watch.heard();
    } else if (isOfConnection(state)) {
      this.onCut(error);
    } else if (state === 'slow' && !this.settings.isOneSlowAFault) {
      watch.suspected(state);
    } else {
      watch.failed(state, endsWith(state), error);
    }
  }

  /** The connection is gone, or about to go. */
  private onCut(error: unknown): void {
    const wasWaiting = this.sentAt !== undefined || !this.isConnected;
    this.rest();
    if (this.isOver) return;
    this.isOver = true;
    // One that ends while nothing is asked (by us, by an administrator) says little; a restart is seen at the next look.
    if (wasWaiting) this.settings.watch.failed(faultStateOf(error) ?? 'unreachable', 'answer', error);
    else this.settings.watch.onDoubt();
  }

  /** Who has waited in vain for the first answer closes the connection without a word. */
  private wordsOfEnd(): string {
    const isTimeout = !this.isConnected && performance.now() - this.madeAt > CLOSED_BY_SERVER_MS;
    return isTimeout ? 'Connection terminated due to connection timeout' : 'Connection terminated unexpectedly';
  }

  private rest(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sentAt = undefined;
    this.waiting.delete(this);
  }

  /** `pg_cancel_backend` ends a statement with the code of a time limit; its words depend on the server's language. */
  private isCancelledByUs(error: unknown): boolean {
    const { code, message = '' } = error as { code?: string; message?: string };
    const { statementTimeoutMs } = this.settings;
    if (code !== '57014') return false;
    if (message.includes('user request') || statementTimeoutMs === 0) return true;
    return performance.now() - (this.sentAt ?? 0) < 0.9 * statementTimeoutMs;
  }
}

function isOfConnection(state: FaultState): boolean {
  return state === 'unreachable' || state === 'starting';
}

function endsWith(state: FaultState): DatabaseFault['endsWith'] {
  return state === 'too_many_connections' ? 'connection' : 'write';
}

/** 1 s: a server that does not want a connection closes it at once. */
const CLOSED_BY_SERVER_MS = 1_000;
