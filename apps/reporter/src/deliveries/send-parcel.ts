import { setTimeout as sleep } from 'node:timers/promises';
import { maybeUnavailability } from '@trailkeeper/database';
import { StoppingError } from '../leases/keep-lease.js';
import { type Delivered, DeliveryError, type Parcel } from '../targets/target-kind.js';
import type { TryEnd } from './record-try.js';

export interface SentParcel {
  readonly parcel: Parcel;
  readonly deliver: (parcel: Parcel, signal: AbortSignal) => Promise<Delivered>;
  /** Aborts when the delivery is somebody else's, or with StoppingError. */
  readonly signal: AbortSignal;
  /** How long it may take, but for the time that its bytes take. */
  readonly tryMs: number;
}

/** How a try ended; `error` is what the ledger does not show: a fault of ours. */
export interface SentEnd {
  readonly end: TryEnd;
  readonly error?: unknown;
}

/**
 * Sends a parcel within its time and says how that ended; never throws. What is not known to have failed is `unknown`: a kind
 * that does not end when it is told to, or a fault that no kind foresaw.
 */
export async function sendParcel({ parcel, deliver, signal, tryMs }: SentParcel): Promise<SentEnd> {
  const limitMs = Math.round(tryMs + parcel.bytes / SLOWEST_BYTES_PER_MS);
  const timeout = AbortSignal.timeout(limitMs);
  const either = AbortSignal.any([signal, timeout]);
  try {
    const { place, answer, wasThere } = await orGivenUp(deliver(parcel, either), either);
    const { bytes, sha256 } = parcel;
    return {
      end: { outcome: wasThere ? 'already-there' : 'delivered', place, answer: ledgerText(answer), bytes, sha256 },
    };
  } catch (error) {
    const isStopped = signal.aborted && signal.reason instanceof StoppingError;
    const outcome = error instanceof DeliveryError && !error.mayHaveArrived ? 'failed' : 'unknown';
    const limited = `It was given up after ${Math.round(limitMs / 1000)} seconds, the time it had.`;
    const why = timeout.aborted ? `${limited} ` : '';
    return { end: { outcome, answer: ledgerText(`${why}${faultWords(error)}`), isStopped }, error };
  }
}

/** The end of a try that came to nothing before anything was sent. */
export function unsentEnd(error: unknown): SentEnd {
  return { end: { outcome: 'failed', answer: ledgerText(faultWords(error)), isStopped: false }, error };
}

/** A kind that does not listen to its signal must not keep its place for ever. */
async function orGivenUp<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let settled = false;
  void work.then(
    () => (settled = true),
    () => (settled = true),
  );
  const givenUp = new Promise<never>((_, reject) => {
    const giveUp = () =>
      void sleep(GRACE_MS, undefined, { ref: false }).then(() => settled || reject(new NoEndError()));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  return Promise.race([work, givenUp]);
}

class NoEndError extends Error {
  override name = 'NoEndError';
}

/** Of a fault that no kind foresaw only the name: its text may speak of our inside, or hold what is secret. */
function faultWords(error: unknown): string {
  if (error instanceof DeliveryError) return error.message;
  if (error instanceof NoEndError) return 'It did not end when it was told to.';
  const { reason } = maybeUnavailability(error) ?? {};
  if (reason !== undefined) return `The bundle could not be read. ${reason}`;
  const name = error instanceof Error ? error.name : typeof error;
  return `A fault of the software (${name}); the log has it under the id of this delivery.`;
}

/** As the ledger can hold it: not too long, nothing that PostgreSQL refuses in a text. */
function ledgerText(text: string): string {
  return text
    .slice(0, MAX_TEXT)
    .replace(/\0/g, ' ')
    .replace(/\p{Cs}/gu, '\ufffd');
}

/** 256 bytes a millisecond are 2 Mbit/s. */
const SLOWEST_BYTES_PER_MS = 256;
/** 3 s: to break a connection off takes less. */
const GRACE_MS = 3_000;
const MAX_TEXT = 1_000;
