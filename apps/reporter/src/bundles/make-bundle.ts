import type { ScheduleDefinition } from '@trailkeeper/contract';
import type { DataSource, QueryRunner } from 'typeorm';

/** A slot whose reports are all done, claimed to be bundled. */
export interface BundledSlot {
  readonly id: string;
  readonly fence: string;
  readonly scheduleId: string;
  /** Of the schedule, as it was when the slot was made. */
  readonly name: string;
  readonly dueAt: Date;
  readonly definition: ScheduleDefinition;
  readonly from: Date;
  readonly to: Date;
  readonly restates: { readonly slotId: string; readonly reason: string } | null;
  /** Done runs, in the order of services and then reports. */
  readonly runIds: readonly string[];
}

export interface BundleContext {
  readonly dataSource: DataSource;
  readonly secretKey: string;
  readonly organisation: string | null;
  readonly signal: AbortSignal;
  /** In the transaction that stores the bundle: throws when the slot is somebody else's, else brings it to its next step. */
  readonly finish: (runner: QueryRunner) => Promise<void>;
}

/**
 * Makes the bundle of a slot from its reports and events, signs it and stores it, all or nothing. Fails as the database does,
 * and with what `finish` throws.
 */
export async function makeBundle(_slot: BundledSlot, _context: BundleContext): Promise<void> {
  throw new Error('not made yet');
}
