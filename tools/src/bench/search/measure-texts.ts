import { searchTerm, wordsOf } from '@trailkeeper/database';
import pg from 'pg';
import type { RunningSystem } from '../../system/system.js';
import { chooseTexts, type Text } from './choose-texts.js';
import type { SearchedTrail } from './searched-trail.js';
import { type TimedSearch, timeSearches } from './time-searches.js';

export interface TimedText extends Text, TimedSearch {
  /** How many events have all of the words, wherever they stand. */
  hits: number;
}

/** Times the first page of searches for words, a few of each kind, drawn from what the trail has. */
export async function measureTexts(
  system: RunningSystem,
  trail: SearchedTrail,
  { total, seed }: { total: number; seed: number },
): Promise<TimedText[]> {
  const texts = chooseTexts(trail.events, total, seed);
  const timed = await timeSearches(
    system,
    texts.map(({ words }) => new URLSearchParams({ q: words }).toString()),
  );
  const hits = await countHits(system.ownerDatabaseUrl, texts);
  return timed.map((one, at) => ({ ...texts[at]!, ...one, hits: hits[at]! }));
}

async function countHits(ownerUrl: string, texts: readonly Text[]): Promise<number[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const hits: number[] = [];
    for (const { words } of texts) {
      const terms = wordsOf(words).map((word) => searchTerm('word', word));
      const { rows } = await client.query<{ events: string }>(COUNT_HITS, [terms]);
      hits.push(Number(rows[0]?.events));
    }
    return hits;
  } finally {
    await client.end();
  }
}

const COUNT_HITS = `
select count(*) as "events" from audit_event event where event.search_terms @> $1::integer[]
`;
