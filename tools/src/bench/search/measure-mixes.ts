import type { RunningSystem } from '../../system/system.js';
import { randomSearches } from './random-searches.js';
import type { SearchedTrail } from './searched-trail.js';
import { type TimedSearch, timeSearches } from './time-searches.js';

/** 200: so that its p99 is not one search alone. */
const MIXES = 200;

/** Times the first page of random mixes of filters and periods. */
export function measureMixes(system: RunningSystem, trail: SearchedTrail, seed: number): Promise<TimedSearch[]> {
  return timeSearches(system, randomSearches(trail, MIXES, seed));
}
