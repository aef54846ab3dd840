import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventTotal } from '@trailkeeper/contract';
import { execute, query, withTransaction } from '@trailkeeper/database';
import { anEvent, insertEvents } from '../../../test/sent-event.js';
import { openTestTrail, type TestTrail } from '../../../test/test-trail.js';
import type { Condition, EventSearch } from '../event-search.js';
import { countTotal, type TotalLimits } from './count-total.js';
import { whileWanted } from '../while-wanted.js';

const EVENTS = 6_000;
const HOUR = 3_600_000;
const BASE = Date.UTC(2026, 8, 1);

/** So small that the trail is large: a tenth of its pages are looked at, or so. */
const LIMITS: TotalLimits = { events: 100, countingMs: 20_000, sample: { pages: [50, 5], limitMs: 20_000 } };

describe('a total', () => {
  let trail: TestTrail;

  beforeAll(async () => {
    trail = await openTestTrail();
    const events = Array.from({ length: EVENTS }, (_, index) =>
      anEvent({
        occurredAt: new Date(BASE + Math.floor((index * 30 * 24 * HOUR) / EVENTS)),
        arrivedAt: new Date(BASE + 30 * 24 * HOUR),
        // Every second is of kms, every tenth failed; every third has this severity, every hundredth that one.
        action: index % 2 === 0 ? 'kms.secrets.read' : 'codeengine.project.read',
        outcome: index % 10 === 0 ? 'failure' : 'success',
        severity: ['warning', null, null][(index * 7) % 3] ?? (index % 100 === 1 ? 'critical' : null),
        message: `a message of some length, so that there are pages enough ${'.'.repeat(400)}`,
      }),
    );
    await insertEvents(trail.owner, events);
  });

  afterAll(() => trail.stop());

  function total(conditions: Condition[], changes: Partial<EventSearch> = {}, limits = LIMITS): Promise<EventTotal> {
    const any = { from: null, to: null };
    const search = { conditions, occurred: any, arrived: any, ...changes };
    return whileWanted(trail.reporter, new AbortController().signal, (asked) => countTotal(asked, search, limits));
  }

  const severity = (...values: string[]): Condition => ({ kind: 'text', field: 'severity', values, isNegated: false });
  const KMS: Condition = { kind: 'service', ids: ['kms'], isNegated: false };

  function late(occurredAt: Date, index: number) {
    return anEvent({
      action: 'domodel.model.read',
      occurredAt: new Date(occurredAt.getTime() + index),
      severity: 'late',
    });
  }

  it('is exact of whatever is counted, however much it is', async () => {
    expect(await total([KMS])).toEqual({ events: EVENTS / 2, isExact: true, basis: 'counts' });
  });

  it('is exact of few, and of as many as are counted', async () => {
    expect(await total([severity('critical')])).toEqual({ events: 40, isExact: true, basis: 'rows' });
    const limits = { ...LIMITS, events: 40 };
    expect(await total([severity('critical')], {}, limits)).toEqual({ events: 40, isExact: true, basis: 'rows' });
  });

  it('is an estimate of more, the same each time', async () => {
    const estimate = await total([severity('warning')]);
    expect(estimate).toMatchObject({ isExact: false, basis: 'estimate' });
    expect(estimate.events).not.toBe(EVENTS / 3);
    expect(estimate.events / (EVENTS / 3)).toBeGreaterThan(0.6);
    expect(estimate.events / (EVENTS / 3)).toBeLessThan(1.6);
    expect(await total([severity('warning')])).toEqual(estimate);
  });

  it('takes from the counts what they know, and only the share of it from a sample', async () => {
    const { events, isExact } = await total([KMS, { ...severity('critical'), isNegated: true }]);
    expect([events, isExact]).toEqual([EVENTS / 2, false]); // all of kms, of which none is critical
  });

  it('is an estimate within the period', async () => {
    const occurred = { from: new Date(BASE), to: new Date(BASE + 15 * 24 * HOUR) };
    const { events } = await total([severity('warning')], { occurred });
    expect(events / (EVENTS / 6)).toBeGreaterThan(0.5);
    expect(events / (EVENTS / 6)).toBeLessThan(1.7);
  });

  it('looks at the pages of the months that the period is in, and at no others', async () => {
    const [before, after] = [new Date('2026-08-15T00:00:00Z'), new Date('2026-10-05T00:00:00Z')];
    await insertEvents(trail.owner, [before, before, after, after, after].map(late));
    const limits = { ...LIMITS, events: 1 };
    const exactly = (events: number) => ({ events, isExact: true, basis: 'rows' });
    const august = { from: null, to: new Date('2026-08-16T00:00:00Z') };
    expect(await total([severity('late')], { occurred: august }, limits)).toEqual(exactly(2));
    const october = { from: new Date('2026-10-01T00:00:00Z'), to: null };
    expect(await total([severity('late')], { occurred: october }, limits)).toEqual(exactly(3));
  });

  it('is never less than was counted, nor nothing where the sample met nothing', async () => {
    const onePage = { ...LIMITS, sample: { ...LIMITS.sample, pages: [0.1, 0.1] } as const };
    const word: Condition = { kind: 'words', words: ['pages'], isNegated: false };
    for (const pages of [0.1, 0.5, 1, 2, 4]) {
      const limits = { ...LIMITS, events: 5_500, sample: { ...LIMITS.sample, pages: [pages, pages] } as const };
      const { events, isExact } = await total([word], {}, limits);
      expect(isExact).toBe(false);
      expect(events).toBeGreaterThan(5_500);
    }
    expect(await total([word, KMS], {}, onePage)).toMatchObject({ isExact: false, events: EVENTS / 2 });
  });

  it('is exact of a trail that is no larger than a sample', async () => {
    const limits = { ...LIMITS, sample: { ...LIMITS.sample, pages: [100_000, 5] } as const };
    expect(await total([severity('warning')], {}, limits)).toEqual({
      ...{ events: EVENTS / 3, isExact: true, basis: 'rows' },
    });
  });

  it('is an estimate where counting takes too long, even of few', async () => {
    const limits = { ...LIMITS, countingMs: 50 };
    const locked = withTransaction(trail.owner, 'READ COMMITTED', async (runner) => {
      await execute(runner, 'lock table audit_event in access exclusive mode');
      const asked = total([severity('critical')], {}, limits);
      asked.catch(() => undefined);
      await query(runner, 'select pg_sleep(0.5)');
      return { asked };
    });
    const { events, isExact } = await (await locked).asked;
    expect(isExact).toBe(false);
    expect(events).toBeLessThan(600);
  });
});
