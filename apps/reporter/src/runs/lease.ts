import { execute, type Queryable } from '@trailkeeper/database';
import type { ClaimedRun } from './claim-run.js';

/** The run belongs to somebody else now, or to nobody: whatever was made of it here must not be used. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError';
}

export interface LeaseTimings {
  readonly leaseMs: number;
  readonly heartbeatMs: number;
}

/** A held lease: kept alive until `end`. `signal` aborts when it is lost, or when `abort` is called. */
export interface Lease {
  readonly signal: AbortSignal;
  /** Notes how far the run is (percent) and what it does; written with the next heartbeat, at most a second later. */
  readonly report: (progress: number, step: string) => void;
  readonly abort: (reason: Error) => void;
  /** Stops the heartbeat; resolves when the last one is through. */
  readonly end: () => Promise<void>;
}

/** Keeps the lease of a claimed run alive by a heartbeat that also carries its progress. */
export function holdLease(db: Queryable, { id, fence }: ClaimedRun, { leaseMs, heartbeatMs }: LeaseTimings): Lease {
  const controller = new AbortController();
  const state = { progress: 0, step: 'starting' };
  let lastBeatAt = performance.now();
  let beating: Promise<void> | undefined;
  let soon: NodeJS.Timeout | undefined;

  const beat = async () => {
    const startedAt = performance.now();
    try {
      const beats = await execute(db, HEARTBEAT, [id, fence, leaseMs / 1000, state.progress, state.step]);
      if (beats === 0) controller.abort(new LeaseLostError(`run ${id} was taken over`));
      lastBeatAt = startedAt;
    } catch (error) {
      // The database may be back before the lease runs out; after that another process may have the run.
      if (performance.now() - lastBeatAt < leaseMs) return;
      controller.abort(new LeaseLostError(`no heartbeat of run ${id} came through`, { cause: error }));
    }
  };
  const beatOnce = () => {
    beating ??= beat().finally(() => (beating = undefined));
  };
  const timer = setInterval(beatOnce, heartbeatMs);

  return {
    signal: controller.signal,
    report: (progress, step) => {
      Object.assign(state, { progress: Math.min(99, Math.round(progress)), step });
      soon ??= setTimeout(() => {
        soon = undefined;
        beatOnce();
      }, PROGRESS_MS);
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
const PROGRESS_MS = 500;

const HEARTBEAT = `
update report_run
set leased_until = clock_timestamp() + make_interval(secs => $3), progress = $4, step = $5
where report_run.id = $1 and report_run.fence = $2 and report_run.status = 'running'
`;
