import { setMaxListeners } from 'node:events';
import { ApiError } from '../problems/api-error.js';

export interface StopTimes {
  /** How long running requests may take to end; after half of it those that are still being sent are told to. */
  limitMs: number;
  /** How long requests are still taken while readiness already says no, for whoever sends them elsewhere to notice. */
  delayMs: number;
}

/** Whether this process is about to end, for all who need to know. */
export class Stopping {
  private readonly announced = new AbortController();
  private readonly begun = new AbortController();
  private readonly pressed = new AbortController();

  constructor(readonly times: StopTimes) {
    // Every request that is being sent listens.
    setMaxListeners(0, this.pressed.signal);
  }

  /** No more requests should be sent here. */
  get isAnnounced(): boolean {
    return this.announced.signal.aborted;
  }

  /** No more requests are taken here. */
  get hasBegun(): boolean {
    return this.begun.signal.aborted;
  }

  /** Aborts when a request that is still being sent must come to an end: what is stored of it stays, the rest is refused. */
  get mustEnd(): AbortSignal {
    return this.pressed.signal;
  }

  announce(): void {
    this.announced.abort();
  }

  /** May be called again. */
  begin(): void {
    if (this.hasBegun) return;
    this.announce();
    this.begun.abort();
    // It may not keep alive a process that has nothing left to do.
    setTimeout(() => this.pressed.abort(), this.times.limitMs / 2).unref();
  }
}

/** The answer to a request that comes too late, or takes too long, for a process that stops. */
export function stoppingError(): ApiError {
  // 5 s: a restart takes about so long, and another process may be there at once.
  const headers = { 'retry-after': '5', connection: 'close' };
  return new ApiError('stopping', 503, 'This process stops. Send the request again.', { headers });
}
