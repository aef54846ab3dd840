import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withSnapshot } from '@trailkeeper/database';
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
const PACE = { firstRows: 20, worthWalking: 100 };

const ANY_TIME = { from: null, to: null };

describe('findPage', () => {
  let trail: TestTrail;
  let ids: string[];

  beforeAll(async () => {
    trail = await openTestTrail();
    ids = await insertEvents(trail.owner, EVENTS);
  });

  afterAll(() => trail.stop());

  function expectedIds(search: EventSearch): string[] {
    return ids
      .filter((_id, at) => isFound(search, EVENTS[at]!))
      .sort()
      .reverse();
  }

  async function readAll(search: EventSearch, limit: number): Promise<string[]> {
    const found: string[] = [];
    for (;;) {
      const after = found.length === 0 ? undefined : maybeEventId(found.at(-1)!);
      const page = await withSnapshot(trail.reporter, (runner) =>
        findPage(runner, { search, after, limit, pace: PACE }),
      );
      found.push(...page.map(({ id }) => id));
      if (page.length < limit) return found;
    }
  }

  it('finds just what a search asks for, newest first, page by page', async () => {
    let hits = 0;
    await fc.assert(
      fc.asyncProperty(randomSearch, fc.integer({ min: 5, max: 100 }), async (search, limit) => {
        const expected = expectedIds(search);
        hits += expected.length;
        expect(await readAll(search, limit)).toEqual(expected);
      }),
      { seed, numRuns: 300, endOnFailure: true },
    );
    expect(hits).toBeGreaterThan(1_000);
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
