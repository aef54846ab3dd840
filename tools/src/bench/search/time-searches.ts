import { z } from 'zod';
import { askReporter } from '../../demo/make-report.js';
import type { RunningSystem } from '../../system/system.js';

/** A question to the reporter, and how long its answer took. */
export interface TimedSearch {
  /** Its query string. */
  search: string;
  /** Of each measured round, from the request to the last byte. */
  tookMs: number[];
  /** How many things the answer lists. */
  found: number;
}

export interface Asking {
  system: RunningSystem;
  /** The member of the answer that is the list. */
  listOf: 'items' | 'buckets';
}

/** After one that makes everything warm and is not counted. */
const ROUNDS = 2;

/** Asks for the first page of each search, one after the other, all of them in each round. */
export function timeSearches(system: RunningSystem, searches: readonly string[]): Promise<TimedSearch[]> {
  const requests = searches.map((search) => ({ search, path: pathOf(search) }));
  return timeRequests(requests, { system, listOf: 'items' });
}

/** The address of the first page of a search, as long as it is unless asked otherwise. */
export function pathOf(search: string): string {
  return `/v1/events?${search}`;
}

/** Asks each, one after the other, all of them in each round. Fails at the first answer that is not 200, or has no list. */
export async function timeRequests(
  requests: readonly { search: string; path: string }[],
  { system, listOf }: Asking,
): Promise<TimedSearch[]> {
  const timed = requests.map(({ search }): TimedSearch => ({ search, tookMs: [], found: 0 }));
  const schema = z.object({ [listOf]: z.array(z.unknown()) });
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [at, { path }] of requests.entries()) {
      const startedAt = performance.now();
      const answer = await askReporter(system, path);
      if (round > 0) timed[at]!.tookMs.push(performance.now() - startedAt);
      timed[at]!.found = schema.parse(answer)[listOf]!.length;
    }
  }
  return timed;
}
