/** What was leased belongs to somebody else now, or to nobody: whatever was made of it here must not be used. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError';
}

/** The process stops: what is being made is given back. */
export class StoppingError extends Error {
  override name = 'StoppingError';
}

export interface LeaseTimings {
  /** How long it is left to a process that is not heard of. */
  readonly leaseMs: number;
  readonly heartbeatMs: number;
}

/** What a lease is of, and how it is prolonged. */
export interface Leased {
  /** As errors name it: `run 1a2b…`. */
  readonly name: string;
  /** Writes a heartbeat that prolongs the lease by `leaseMs`; false when it is no longer held. */
  readonly beat: () => Promise<boolean>;
}

/** A held lease: kept alive until `end`. `signal` aborts when it is lost, or when `abort` is called. */
export interface KeptLease {
  readonly signal: AbortSignal;
  /** Has the next heartbeat come soon, for what it carries. */
  readonly beatSoon: () => void;
  readonly abort: (reason: Error) => void;
  /** Stops the heartbeat; resolves when the last one is through. */
  readonly end: () => Promise<void>;
}

/** Keeps a lease alive by heartbeats, never two at once. */
export function keepLease({ name, beat }: Leased, { leaseMs, heartbeatMs }: LeaseTimings): KeptLease {
  const controller = new AbortController();
  let lastBeatAt = performance.now();
  let beating: Promise<void> | undefined;
  let soon: NodeJS.Timeout | undefined;

  const beatNow = async () => {
    const startedAt = performance.now();
    try {
      if (!(await beat())) controller.abort(new LeaseLostError(`${name} was taken over`));
      lastBeatAt = startedAt;
    } catch (error) {
      // The database may be back before the lease runs out; after that another process may have it.
      if (performance.now() - lastBeatAt < leaseMs) return;
      controller.abort(new LeaseLostError(`no heartbeat of ${name} came through`, { cause: error }));
    }
  };
  const beatOnce = () => {
    beating ??= beatNow().finally(() => (beating = undefined));
  };
  const timer = setInterval(beatOnce, heartbeatMs);

  return {
    signal: controller.signal,
    beatSoon: () => {
      soon ??= setTimeout(() => {
        soon = undefined;
        beatOnce();
      }, SOON_MS);
    },
    abort: (reason) => controller.abort(reason),
    end: async () => {
      clearInterval(timer);
      clearTimeout(soon);
      await beating;
    },
  };
}

/** 500 ms: often enough for who watches, seldom enough for the database. */
const SOON_MS = 500;
