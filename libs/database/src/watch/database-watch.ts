import type { FaultState, DatabaseState } from './database-state.js';

/** What is wrong with the database, as the last failure told. */
export interface DatabaseFault {
  state: FaultState;
  /** When this state was first met without a break. */
  since: Date;
  lastAt: Date;
  /**
   * What shows that it is over: any answer of the server, a new connection after a while without a refusal, or something
   * written. `select 1` passes on a full disk.
   */
  endsWith: 'answer' | 'connection' | 'write';
}

export interface StateChange {
  state: DatabaseState;
  before: DatabaseState;
  /** How long the state before had lasted, in milliseconds; of a first one undefined. */
  lastedMs: number | undefined;
  /** Of a fault. */
  cause?: unknown;
}

/**
 * Knows the state of a database from what happens on the connections to it, real work before all: the class of the last
 * failure stays until the opposite is shown.
 */
export class DatabaseWatch {
  /** How many failures there were of each kind. */
  readonly failures = new Map<FaultState, number>();
  /** Called at each change of the state. */
  onChange: (change: StateChange) => void = () => undefined;
  /** Called when a connection fails, so that what it means can be found out soon. */
  onDoubt: () => void = () => undefined;

  private current: DatabaseFault | undefined;
  private changedAt: number | undefined;
  private heardAt = -Infinity;
  private wroteAt = -Infinity;

  constructor(private readonly now: () => number = Date.now) {}

  get fault(): DatabaseFault | undefined {
    return this.current;
  }

  get state(): DatabaseState {
    return this.current?.state ?? 'ok';
  }

  /** Whether the server said anything within the last `ms`. */
  hasHeardWithin(ms: number): boolean {
    return this.now() - this.heardAt <= ms;
  }

  /** Whether anything was written within the last `ms`. */
  hasWrittenWithin(ms: number): boolean {
    return this.now() - this.wroteAt <= ms;
  }

  /** Something failed that may be of its own making, such as a question that takes too long: it is counted and looked after. */
  suspected(state: FaultState): void {
    this.count(state);
    this.onDoubt();
  }

  failed(state: FaultState, endsWith: DatabaseFault['endsWith'], cause: unknown): void {
    this.count(state);
    const lastAt = new Date(this.now());
    const isSame = this.current?.state === state;
    const since = isSame && this.current ? this.current.since : lastAt;
    // Of two ways into one state the one that is harder to see the end of counts.
    const isHarder = isSame && this.current?.endsWith === 'write';
    const before = this.state;
    this.current = { state, since, lastAt, endsWith: isHarder ? 'write' : endsWith };
    if (!isSame) this.change(before, cause);
    if (endsWith !== 'write') this.onDoubt();
  }

  /** The server said something, be it that it refuses: it is not frozen. */
  spoke(): void {
    this.heardAt = this.now();
  }

  /** The server said something that is no fault. */
  heard(): void {
    this.spoke();
    if (this.current?.endsWith === 'answer') this.recover();
  }

  /** A new connection was made; while others are still refused that is luck, and no end of it. */
  connected(): void {
    if (this.current?.endsWith !== 'connection') return;
    if (this.now() - this.current.lastAt.getTime() >= CALM_MS) this.recover();
  }

  /** Something was written, and committed or could have been, over a connection that there was. */
  wrote(): void {
    this.wroteAt = this.now();
    if (this.current && this.current.endsWith !== 'connection') this.recover();
  }

  private count(state: FaultState): void {
    this.failures.set(state, (this.failures.get(state) ?? 0) + 1);
  }

  private recover(): void {
    const before = this.state;
    this.current = undefined;
    this.change(before, undefined);
  }

  private change(before: DatabaseState, cause: unknown): void {
    const now = this.now();
    const lastedMs = this.changedAt === undefined ? undefined : now - this.changedAt;
    this.changedAt = now;
    this.onChange({ state: this.state, before, lastedMs, ...(cause !== undefined && { cause }) });
  }
}

/** 5 s without a refusal: as often as is looked, so that a storm is one change and not one for each connection. */
const CALM_MS = 5_000;
