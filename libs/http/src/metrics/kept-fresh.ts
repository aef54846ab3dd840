export interface KeptFreshOptions {
  /** How old a value may get before it is read anew. */
  maxAgeMs: number;
  /** How long whoever asks waits for it; then the last value has to do. 1 s if not given: scrapers give up after 10. */
  maxWaitMs?: number;
  /** A value older than this is no longer given: what may have changed since is unknown. For ever if not given. */
  maxStaleMs?: number;
  /** Told when reading fails, once until it has succeeded again. */
  onFault?: (error: unknown) => void;
}

/** A value that was read, and when. */
export interface Kept<Value> {
  readonly value: Value;
  readonly readAt: Date;
}

/**
 * Keeps a value that is read from elsewhere, such as the database, for gauges: asking never fails and hardly waits. Gives the
 * last value that could be read; undefined before the first. It is read only when somebody asks, never twice
 * at a time, at most every `maxAgeMs`, and if reading takes long so seldom that it is 5 % of the time at most.
 */
export function keptFresh<Value>(
  read: () => Promise<Value>,
  { maxAgeMs, maxWaitMs = 1_000, maxStaleMs = Infinity, onFault }: KeptFreshOptions,
): () => Promise<Kept<Value> | undefined> {
  let kept: Kept<Value> | undefined;
  let reading: Promise<void> | undefined;
  let dueAt = -Infinity;
  let isFaulty = false;
  const readOnce = async () => {
    const startedAt = performance.now();
    try {
      kept = { value: await read(), readAt: new Date() };
      isFaulty = false;
    } catch (error) {
      if (!isFaulty) onFault?.(error);
      isFaulty = true;
    }
    const endedAt = performance.now();
    dueAt = endedAt + Math.max(maxAgeMs, TIMES_AS_LONG * (endedAt - startedAt));
  };
  return async () => {
    if (reading === undefined && performance.now() >= dueAt) {
      reading = readOnce().finally(() => (reading = undefined));
    }
    if (reading !== undefined) await atMost(maxWaitMs, reading);
    return kept !== undefined && Date.now() - kept.readAt.getTime() <= maxStaleMs ? kept : undefined;
  };
}

const TIMES_AS_LONG = 20;

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}
