import { type IngestAnswer, MAX_LISTED_PROBLEMS } from '@trailkeeper/contract';
import type { CommittedBatch } from './store/store-chunk.js';

/** A tally of nothing. */
export function emptyTally(): IngestAnswer {
  return { received: 0, stored: 0, duplicates: 0, quarantined: 0, problems: [] };
}

/** Adds a committed batch to the tally of its request; problems are listed up to the bound, in the order of items. */
export function addToTally(tally: IngestAnswer, batch: CommittedBatch): void {
  tally.received += batch.received;
  tally.stored += batch.stored;
  tally.duplicates += batch.duplicates;
  tally.quarantined += batch.quarantined.length;
  for (const { index, problem } of batch.quarantined) tally.problems.push({ index, ...problem });
  tally.problems.sort((one, other) => one.index - other.index);
  tally.problems.length = Math.min(tally.problems.length, MAX_LISTED_PROBLEMS);
}
