import { execute, type Queryable } from '@trailkeeper/database';
import { type KeptLease, keepLease, type LeaseTimings } from '../leases/keep-lease.js';
import type { ClaimedRun } from './claim-run.js';

/** The lease of a run: kept alive until `end`. `signal` aborts when it is lost, or when `abort` is called. */
export interface Lease extends Pick<KeptLease, 'signal' | 'abort' | 'end'> {
  /** Notes how far the run is (percent) and what it does; written with the next heartbeat, at most a second later. */
  readonly report: (progress: number, step: string) => void;
}

/** Keeps the lease of a claimed run alive by a heartbeat that also carries its progress. */
export function holdLease(db: Queryable, { id, fence }: ClaimedRun, timings: LeaseTimings): Lease {
  const state = { progress: 0, step: 'starting' };
  const beat = async () =>
    (await execute(db, HEARTBEAT, [id, fence, timings.leaseMs / 1000, state.progress, state.step])) > 0;
  const { beatSoon, ...kept } = keepLease({ name: `run ${id}`, beat }, timings);
  return {
    ...kept,
    report: (progress, step) => {
      Object.assign(state, { progress: Math.min(99, Math.round(progress)), step });
      beatSoon();
    },
  };
}

const HEARTBEAT = `
update report_run
set leased_until = clock_timestamp() + make_interval(secs => $3), progress = $4, step = $5
where report_run.id = $1 and report_run.fence = $2 and report_run.status = 'running'
`;
