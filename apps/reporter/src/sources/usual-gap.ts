/** 15 minutes, in seconds: the grid of the counts and of the arrivals. */
export const BUCKET_SECONDS = 900;

const DAY_SECONDS = 86_400;

/** A weekly job comes four times in 28 days; fewer may be chance. */
const LEAST_BUCKETS = 4;

/** A week is the shortest time that holds a night and a weekend: of less, nobody knows what the next pause is. */
const LEAST_SECONDS = 7 * DAY_SECONDS;

/** From then on a weekend has been seen twice, so that one pause may be taken for an exception: an outage, a holiday. */
const EXCEPTION_SECONDS = 14 * DAY_SECONDS;

/**
 * The longest pause that is usual for a source, in seconds, told from the quarters of an hour in which it was heard, by
 * number since the epoch, in rising order, each once; null if they tell too little (docs/meaning.md, rule 10). That is the
 * second longest of all pauses or, where less than two weeks are known, the longest. Nights and weekends are pauses like
 * any other: who sends in office hours has a weekend for a usual pause.
 */
export function usualGapSeconds(buckets: readonly number[]): number | null {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined || buckets.length < LEAST_BUCKETS) return null;
  const knownSeconds = (last - first) * BUCKET_SECONDS;
  if (knownSeconds < LEAST_SECONDS) return null;
  const { longest, second } = longestGaps(buckets);
  return (knownSeconds < EXCEPTION_SECONDS ? longest : second) * BUCKET_SECONDS;
}

function longestGaps(buckets: readonly number[]): { longest: number; second: number } {
  let [longest, second] = [0, 0];
  for (let index = 1; index < buckets.length; index += 1) {
    const gap = (buckets[index] ?? 0) - (buckets[index - 1] ?? 0);
    if (gap > longest) [longest, second] = [gap, longest];
    else if (gap > second) second = gap;
  }
  return { longest, second };
}
