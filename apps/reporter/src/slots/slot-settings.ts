import type { Bundles } from '../bundles/bundles.js';
import type { LeaseTimings } from '../leases/keep-lease.js';

/** Injects `SlotSettings`. */
export const SLOT_SETTINGS = Symbol('SLOT_SETTINGS');

export interface SlotSettings extends LeaseTimings {
  /** How often to look for slots that are due, whose reports are made, or whose process died. */
  readonly pollMs: number;
  /** How many slots may wait for their reports at once, over all processes. */
  readonly maxReporting: number;
}

/** 8 slots: reports that a person asks for wait behind no more than theirs. */
export const SLOT_TIMINGS = { leaseMs: 30_000, heartbeatMs: 10_000, pollMs: 1_000, maxReporting: 8 } as const;

/** Injects what makes the bundle of a slot and stores it: `Bundles`. */
export const MAKE_BUNDLE = Symbol('MAKE_BUNDLE');
export type MakeBundle = Bundles['make'];
