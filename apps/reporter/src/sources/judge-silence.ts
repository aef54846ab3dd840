import type { SourceState } from '@trailkeeper/contract';
import { usualGapSeconds } from './usual-gap.js';

/** When a source was heard. Buckets are quarters of an hour by number since the epoch, in rising order, each once. */
export interface Heard {
  /** The last time; null if never. */
  readonly lastAt: Date | null;
  /** Those with anything from it, of the 28 days before `lastAt`. */
  readonly buckets: readonly number[];
  /** Those in which it arrived, if that is another time. */
  readonly arrivedBuckets?: readonly number[];
  /** Nothing is expected of it any more. */
  readonly isEnded?: boolean;
}

export interface Silence {
  readonly state: SourceState;
  readonly silentForSeconds: number | null;
  readonly usualGapSeconds: number | null;
  readonly silentAfterSeconds: number | null;
}

/** Twice the usual gap: a pause that is a little longer than any before happens, one of twice the length hardly. */
const TIMES_USUAL = 2;

/** An hour: what is heard every quarter of an hour may miss a few of them. */
const LEAST_SILENCE_SECONDS = 3_600;

/**
 * Whether a source is silent at a moment, by docs/meaning.md, rule 10. Pure. What is usual comes from the time before it was
 * last heard, so a silence does not get usual by lasting. Events that are delivered once a day are not silent in between:
 * of the pauses between events and between their arrivals the longer counts.
 */
export function judgeSilence({ lastAt, buckets, arrivedBuckets = [], isEnded = false }: Heard, now: Date): Silence {
  // An event may be dated up to a day ahead; that is no silence.
  const silentForSeconds = lastAt && Math.max(0, Math.floor((now.getTime() - lastAt.getTime()) / 1000));
  const betweenEvents = usualGapSeconds(buckets);
  const usual = betweenEvents && Math.max(betweenEvents, usualGapSeconds(arrivedBuckets) ?? 0);
  const silentAfterSeconds = usual && Math.max(TIMES_USUAL * usual, LEAST_SILENCE_SECONDS);
  const state = isEnded ? 'ended' : stateOf(silentForSeconds, silentAfterSeconds);
  return { state, silentForSeconds, usualGapSeconds: usual, silentAfterSeconds };
}

function stateOf(silentForSeconds: number | null, silentAfterSeconds: number | null): SourceState {
  if (silentForSeconds === null) return 'never-seen';
  if (silentAfterSeconds === null) return 'irregular';
  return silentForSeconds > silentAfterSeconds ? 'silent' : 'active';
}
