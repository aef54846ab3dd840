import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventHistogramSchema, HISTOGRAM_INTERVALS, TOP_SUBJECTS, topListSchema } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import fc from 'fast-check';
import { countsByInterval, countsOf, intervalName, topOf } from '../../../test/analysis-oracle.js';
import { randomEvent, randomSearch } from '../../../test/random-search.js';
import { isFound } from '../../../test/search-oracle.js';
import { anEvent, insertEvents, type SentEvent } from '../../../test/sent-event.js';
import { openTestTrail, type TestTrail } from '../../../test/test-trail.js';
import type { EventSearch, OpenSpan } from '../event-search.js';
import { countTotal } from './count-total.js';
import { isCounted, isCountedCondition } from './counted-conditions.js';
import { findHistogram } from './find-histogram.js';
import { findTop } from './find-top.js';
import { type Asked, whileWanted } from '../while-wanted.js';

let trail: TestTrail;

beforeAll(async () => {
  trail = await openTestTrail();
});

afterAll(() => trail.stop());

function ask<Result>(fn: (asked: Asked) => Promise<Result>): Promise<Result> {
  return whileWanted(trail.reporter, new AbortController().signal, fn);
}

async function refill(events: readonly SentEvent[], folded = 0): Promise<void> {
  await query(trail.owner, 'truncate audit_event, ingest_batch, event_body, activity_delta, activity_count');
  await insertEvents(trail.owner, events);
  if (folded > 0) await query(trail.reporter, 'select fold_activity($1)', [folded]);
}

const EVERYTHING: EventSearch = {
  conditions: [],
  occurred: { from: null, to: null },
  arrived: { from: null, to: null },
};

describe('the analysis of a search', () => {
  it('says of any events, in any zone and any odd period, what looking at each event says', async () => {
    const bases = new Set<string>();
    await fc.assert(
      fc.asyncProperty(aTrail(), async ({ events, folded, search, scale, top }) => {
        await refill(events, folded);
        const found = events.filter((event) => isFound(search, event));
        const basis = isCounted(search) ? 'counts' : 'rows';
        bases.add(basis);

        expect(await ask((asked) => countTotal(asked, search))).toEqual({ events: found.length, isExact: true, basis });

        const histogram = await ask((asked) => findHistogram(asked, search, scale));
        expect(eventHistogramSchema.strict().parse(histogram)).toMatchObject({ ...scale, basis });
        expect(countsOf(histogram)).toEqual(countsByInterval(found, scale.interval, scale.timeZone));
        expectGapless(histogram, search.occurred, found);

        const list = await ask((asked) => findTop(asked, search, top));
        expect(topListSchema.strict().parse(list)).toEqual(expectedTop(found, top, basis));
      }),
      { numRuns: Number(process.env['ANALYSIS_RUNS'] ?? 60), endOnFailure: true },
    );
    expect([...bases].sort()).toEqual(['counts', 'rows']);
  }, 300_000);

  it.each([
    ['kms', false, 2],
    ['kms', true, 2],
    ['compute', false, 1],
    ['compute', true, 3],
  ])('knows an action that names no service by what emitted it: %s, negated: %s', async (id, isNegated, events) => {
    const emitted = ['kms', 'compute', ''].map((emitter) => anEvent({ action: 'read/list', emitter }));
    await refill([...emitted, anEvent({ action: 'kms.secrets.create' })]);
    const search = { ...EVERYTHING, conditions: [{ kind: 'service' as const, ids: [id], isNegated }] };
    expect(await ask((asked) => countTotal(asked, search))).toMatchObject({ events, basis: 'counts' });
  });
});

/** Bucket follows bucket, from one bound to the other; a bound that is not given is that of a whole interval. */
function expectGapless(
  { from, to, buckets, interval, timeZone }: Awaited<ReturnType<typeof findHistogram>>,
  asked: OpenSpan,
  found: readonly SentEvent[],
): void {
  const nameAt = (at: number) => intervalName(new Date(at), interval, timeZone);
  const times = found.map(({ occurredAt }) => occurredAt.getTime());
  if (asked.from !== null) expect(from).toBe(asked.from.toISOString());
  else if (found.length === 0) expect(from).toBeNull();
  else {
    expect(nameAt(Date.parse(from!))).toBe(nameAt(Math.min(...times)));
    expect(nameAt(Date.parse(from!) - 1)).not.toBe(nameAt(Math.min(...times)));
  }
  if (asked.to !== null) expect(to).toBe(asked.to.toISOString());
  else if (found.length === 0) expect(to).toBeNull();
  else {
    expect(nameAt(Date.parse(to!) - 1)).toBe(nameAt(Math.max(...times)));
    expect(nameAt(Date.parse(to!))).not.toBe(nameAt(Math.max(...times)));
  }
  if (from === null || to === null || from >= to) return expect(buckets).toEqual([]);
  expect([buckets[0]?.from, buckets.at(-1)?.to]).toEqual([from, to]);
  for (const [index, bucket] of buckets.entries()) {
    if (index === 0) continue;
    expect(bucket.from).toBe(buckets[index - 1]?.to);
    expect(nameAt(Date.parse(bucket.from) - 1)).not.toBe(nameAt(Date.parse(bucket.from)));
  }
  for (const bucket of buckets) expect(nameAt(Date.parse(bucket.to) - 1)).toBe(nameAt(Date.parse(bucket.from)));
}

function expectedTop(found: readonly SentEvent[], { by, limit, among }: TopRequest, basis: string) {
  const isOfCounts = by === 'action' && basis === 'counts';
  const newest = [...found].sort((one, other) => other.occurredAt.getTime() - one.occurredAt.getTime());
  const looked = isOfCounts ? newest : newest.slice(0, among);
  const { items, without } = topOf(looked, by);
  const listed = items.slice(0, limit);
  const others = looked.length - without - listed.reduce((sum, { events }) => sum + events, 0);
  const isAll = looked.length === found.length;
  return { by, among: { events: looked.length, isAll }, items: listed, others, without };
}

type TopRequest = Parameters<typeof findTop>[2];

// Around the ends of summer time on Lord Howe (half an hour, 4 October 2026) and in St John's (1 November).
const BASE = Date.UTC(2026, 9, 1);
const HOUR = 3_600_000;

/** Moments where mistakes live: on buckets, a millisecond beside them, on local midnights, and anywhere. */
function aMoment(days = 35): fc.Arbitrary<Date> {
  const beside = fc
    .tuple(fc.nat(days * 96), fc.constantFrom(-1, 0, 0, 1))
    .map(([count, by]) => BASE + count * 900_000 + by);
  const midnight = fc
    .tuple(fc.nat(days), fc.constantFrom(0, -5.5, -10.5, -11, 2.5, 3.5))
    .map(([day, by]) => BASE + day * 24 * HOUR + by * HOUR);
  const anywhere = fc.nat(days * 24 * HOUR).map((ms) => BASE + ms);
  return fc.oneof(beside, midnight, anywhere).map((at) => new Date(at));
}

function aTrail() {
  return aSpan().chain((occurred) =>
    fc.record({
      events: fc
        .array(anySent(occurred), { maxLength: 60 })
        // Among the newest there may be no ties: what of two events of one time comes first, their hashes say.
        .map((events) => [...new Map(events.map((event) => [event.occurredAt.getTime(), event])).values()]),
      folded: fc.nat(60),
      search: aSearch(occurred),
      scale: fc.record({
        interval: fc.constantFrom(...HISTOGRAM_INTERVALS),
        timeZone: fc.constantFrom('UTC', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns'),
      }),
      top: fc.record({
        by: fc.constantFrom(...TOP_SUBJECTS),
        limit: fc.constantFrom(1, 3, 100),
        among: fc.constantFrom(1, 5, 20, 100_000),
      }),
    }),
  );
}

function aSpan(): fc.Arbitrary<OpenSpan> {
  return fc
    .tuple(aMoment(), aMoment())
    .filter(([one, other]) => one.getTime() !== other.getTime())
    .chain(([one, other]) =>
      fc.record({
        from: fc.constantFrom(one < other ? one : other, one < other ? one : other, null),
        to: fc.constantFrom(one < other ? other : one, one < other ? other : one, null),
      }),
    );
}

/** Half of them counted. */
function aSearch(occurred: OpenSpan): fc.Arbitrary<EventSearch> {
  return fc.tuple(randomSearch, aSpan(), fc.nat(3)).map(([{ conditions }, arrived, kind]) => ({
    conditions: kind < 2 ? conditions.filter(isCountedCondition) : conditions,
    arrived: kind < 3 ? EVERYTHING.arrived : arrived,
    occurred,
  }));
}

function anySent({ from, to }: OpenSpan): fc.Arbitrary<SentEvent> {
  const near = (moment: Date | null) =>
    moment === null ? aMoment() : fc.integer({ min: -HOUR / 2, max: HOUR / 2 }).map((by) => new Date(+moment + by));
  return fc
    .tuple(randomEvent, fc.oneof(aMoment(), near(from), near(to)), fc.nat(40))
    .map(([event, occurredAt, hours]) => ({
      ...event,
      occurredAt,
      arrivedAt: new Date(occurredAt.getTime() + hours * HOUR),
    }));
}
