import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query, withSnapshot } from '@trailkeeper/database';
import fc from 'fast-check';
import { conditions } from '../../../test/random-condition.js';
import { isFound } from '../../../test/search-oracle.js';
import { randomEvent, randomSearch } from '../../../test/random-search.js';
import { testSeed } from '../../../test/seed.js';
import { insertEvents } from '../../../test/sent-event.js';
import { openTestTrail, type TestTrail } from '../../../test/test-trail.js';
import { maybeEventId } from '../event-id.js';
import type { EventSearch } from '../event-search.js';
import { findPage } from './find-page.js';

const seed = testSeed('find-page');
const EVENTS = fc.sample(randomEvent, { numRuns: 600, seed });
/** So small that every way of looking is taken. */
const PACE = { firstRows: 20, worthWalking: 100, mostBatches: 1_000 };

const ANY_TIME = { from: null, to: null };

describe('findPage', () => {
  let trail: TestTrail;
  let ids: string[];

  beforeAll(async () => {
    trail = await openTestTrail();
    ids = await insertEvents(trail.owner, EVENTS);
    // Some are summed up, others not yet; and some events are from before there were terms.
    await query(trail.owner, 'select fold_activity(300)');
    await query(trail.owner, `update audit_event set search_terms = null where get_byte(content_hash, 0) < 30`);
  });

  afterAll(() => trail.stop());

  function expectedIds(search: EventSearch): string[] {
    return ids
      .filter((_id, at) => isFound(search, EVENTS[at]!))
      .sort()
      .reverse();
  }

  async function readAll(search: EventSearch, limit: number, pace = PACE): Promise<string[]> {
    const found: string[] = [];
    for (;;) {
      const after = found.length === 0 ? undefined : maybeEventId(found.at(-1)!);
      const page = await withSnapshot(trail.reporter, (runner) => findPage(runner, { search, after, limit, pace }));
      found.push(...page.map(({ id }) => id));
      if (page.length < limit) return found;
    }
  }

  it('finds just what a search asks for, newest first, page by page', async () => {
    let hits = 0;
    await fc.assert(
      fc.asyncProperty(randomSearch, fc.nat(100), fc.constantFrom(1_000, 5), async (search, some, mostBatches) => {
        const expected = expectedIds(search);
        hits += expected.length;
        expect(await readAll(search, some + 5, { ...PACE, mostBatches })).toEqual(expected);
      }),
      { seed, numRuns: 300, endOnFailure: true },
    );
    expect(hits).toBeGreaterThan(1_000);
  });

  it('finds what arrived in batches from before they said when their events happened', async () => {
    await query(
      trail.owner,
      'update ingest_batch set first_occurred_at = null, last_occurred_at = null where id % 3 = 0',
    );
    await fc.assert(
      fc.asyncProperty(randomSearch, async (search) => {
        expect(await readAll(search, 50)).toEqual(expectedIds(search));
      }),
      { seed, numRuns: 100, endOnFailure: true },
    );
  });

  it('takes any text for a value and never for SQL', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(conditions, { minLength: 1, maxLength: 3 }), async (asked) => {
        const search = { conditions: asked, occurred: ANY_TIME, arrived: ANY_TIME };
        expect(await readAll(search, 200)).toEqual(expectedIds(search));
      }),
      { seed, numRuns: 300, endOnFailure: true },
    );
  });
});
