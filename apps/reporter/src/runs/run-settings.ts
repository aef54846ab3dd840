import type { Logo } from '@trailkeeper/contract';

/** Injects `RunSettings`. */
export const RUN_SETTINGS = Symbol('RUN_SETTINGS');

export interface RunSettings {
  readonly organisation: string | null;
  /** Printed on every report. */
  readonly logo: Logo | null;
  /** How long files of reports are kept after they were made (ISO 8601, `P7Y`); null: for ever. */
  readonly reportRetention: string | null;
  /** How long a run is left to a process that is not heard of. */
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** How often to look for runs that nobody announced (another process's, or a dead one's). */
  readonly pollMs: number;
  /** How long a failed try waits, times the number of tries. */
  readonly retryMs: number;
}

/** A lease of 30 s bears two lost heartbeats; a dead process's run is taken up again within that and a second. */
export const RUN_TIMINGS = { leaseMs: 30_000, heartbeatMs: 10_000, pollMs: 1_000, retryMs: 5_000 } as const;
