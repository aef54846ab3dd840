import { setTimeout as sleep } from 'node:timers/promises';
import { isUnavailable } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import type { Clock } from '../clock/clock.js';
import { type KeptLease, keepLease } from '../leases/keep-lease.js';
import { MAX_TRIES } from '../slots/retry-pauses.js';
import type { Targets } from '../targets/targets.service.js';
import { type ClaimedDelivery, beatDelivery } from './claim-delivery.js';
import type { DeliverySettings } from './delivery-settings.js';
import { loadParcel } from './load-parcel.js';
import { type RecordedTry, type TryEnd, recordTry } from './record-try.js';
import { type SentEnd, sendParcel, unsentEnd } from './send-parcel.js';

export interface TryContext {
  readonly dataSource: DataSource;
  readonly targets: Targets;
  readonly settings: DeliverySettings;
  readonly clock: Clock;
  /** Aborts with StoppingError when the process can wait no longer. */
  readonly givenUp: AbortSignal;
}

/** How a try ended, and what that made of its delivery. */
export interface TriedDelivery extends SentEnd, RecordedTry {}

/**
 * Tries a claimed delivery and writes down how it ended. Fails only when that cannot be written: then its receipt stays
 * without an end, its lease runs out, and it is tried again.
 */
export async function tryDelivery(claimed: ClaimedDelivery, context: TryContext): Promise<TriedDelivery> {
  const { dataSource, settings, clock, givenUp } = context;
  const beat = () => beatDelivery(dataSource, claimed, settings.leaseMs);
  const lease = keepLease({ name: `delivery ${claimed.id}`, beat }, settings);
  const giveUp = () => lease.abort(givenUp.reason as Error);
  if (givenUp.aborted) giveUp();
  givenUp.addEventListener('abort', giveUp);
  try {
    const sent = claimed.receipt === null ? SPENT : await send(claimed, lease, context);
    const recorded = await record(sent.end, lease, (end) =>
      clock.now().then((now) => recordTry(dataSource, claimed, { end, now })),
    );
    return { ...sent, ...recorded };
  } finally {
    givenUp.removeEventListener('abort', giveUp);
    await lease.end();
  }
}

async function send(
  claimed: ClaimedDelivery,
  { signal }: KeptLease,
  { dataSource, targets, settings, clock }: TryContext,
): Promise<SentEnd> {
  try {
    const parcel = await loadParcel(dataSource, claimed, { settings, now: await clock.now() });
    const deliver = (one: typeof parcel, either: AbortSignal) => targets.deliver(claimed.targetId, one, either);
    return await sendParcel({ parcel, deliver, signal, tryMs: settings.tryMs });
  } catch (error) {
    return unsentEnd(error);
  }
}

/** What was sent should not be forgotten because the database is away for a moment: writes it down while the lease lasts. */
async function record(
  end: TryEnd,
  { signal }: KeptLease,
  write: (end: TryEnd) => Promise<RecordedTry>,
): Promise<RecordedTry> {
  for (;;) {
    try {
      return await write(end);
    } catch (error) {
      if (signal.aborted || !isUnavailable(error)) throw error;
      await sleep(RECORD_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

const RECORD_AGAIN_MS = 1_000;

const SPENT: SentEnd = {
  end: {
    outcome: 'unknown',
    answer: `The process that tried it the last of ${MAX_TRIES} times ended before the try did; it may have arrived.`,
    isStopped: false,
  },
};
