import type { EventTotal } from '@trailkeeper/contract';
import type { EventSearch } from '../event-search.js';
import { isCountedCondition } from './counted-conditions.js';
import { foundCounts } from './found-counts.js';
import { type Sample, sampleEvents, type SampleSize } from './sample-events.js';
import { sumEvents } from './sum-events.js';
import type { Asked } from '../while-wanted.js';

/**
 * How many events a search finds, `atLeast` so many, told from a sample. Where a part of the search is counted, the sample
 * says which share of that part matches; else the share of the pages is enough. Exact if the sample is the whole trail.
 */
export async function estimateTotal(
  asked: Asked,
  search: EventSearch,
  { size, atLeast }: { size: SampleSize; atLeast: number },
): Promise<EventTotal> {
  const sample = await sampleEvents(asked, search, size);
  if (sample.percent === 100) return { events: sample.matches, isExact: true, basis: 'rows' };
  const events = Math.max(atLeast, await scaledUp(asked, search, sample));
  return { events: Math.round(events), isExact: false, basis: 'estimate' };
}

async function scaledUp(asked: Asked, search: EventSearch, { percent, matches, counted }: Sample): Promise<number> {
  // What the sample has not met may still be there: then as if it had met one.
  const met = Math.max(matches, 1);
  const countedPart = countedPartOf(search);
  if (countedPart === undefined) return rounded((met * 100) / percent);
  const outOf = await sumEvents(asked, await foundCounts(asked, countedPart));
  return Math.min(outOf, rounded((met / Math.max(counted, met)) * outOf));
}

/** Undefined if nothing of it is counted: to sum up the counts of everything takes longer than it tells. */
function countedPartOf({ conditions, occurred }: EventSearch): EventSearch | undefined {
  const counted = conditions.filter(isCountedCondition);
  return counted.length === 0 ? undefined : { conditions: counted, occurred, arrived: { from: null, to: null } };
}

/** Three digits: more would look like a count. */
function rounded(events: number): number {
  return Number(events.toPrecision(3));
}
