import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execute } from '@trailkeeper/database';
import { anEvent, insertEvents, type SentEvent } from '../../../test/sent-event.js';
import { openTestTrail, type TestTrail } from '../../../test/test-trail.js';
import { findRelated } from './find-related.js';
import { getEvent } from './get-event.js';

let trail: TestTrail;
beforeAll(async () => {
  trail = await openTestTrail();
});
afterAll(() => trail.stop());

/** So many events of a request, a second apart, the last one first. */
function someEvents(count: number, changes: Partial<SentEvent>): SentEvent[] {
  const start = Date.parse('2026-08-31T23:59:00Z');
  const arrivedAt = new Date(start);
  return Array.from({ length: count }, (_, index) =>
    anEvent({ occurredAt: new Date(start + (count - index) * 1_000), arrivedAt, ...changes }),
  );
}

async function relatedOf(id: string | undefined) {
  const { items, ...total } = await findRelated(trail.reporter, (await getEvent(trail.reporter, id ?? '')).event);
  return { ids: items.map((item) => item.id), ...total };
}

describe('related events', () => {
  it('have the same correlation id, by time, without the event itself', async () => {
    const ids = await insertEvents(trail.owner, someEvents(3, { correlationId: 'three' }));
    expect(await relatedOf(ids[1])).toEqual({ ids: [ids[2], ids[0]], total: 2, isTotalExact: true });
  });

  it('are none of an event without a correlation id, or with one that is its own', async () => {
    const [none, own] = await insertEvents(trail.owner, [anEvent(), anEvent({ correlationId: 'own' })]);
    const nothing = { ids: [], total: 0, isTotalExact: true };
    expect([await relatedOf(none), await relatedOf(own)]).toEqual([nothing, nothing]);
  });

  it('are not those that only share the term of another id', async () => {
    const [one, other] = await insertEvents(trail.owner, [
      anEvent({ correlationId: 'one' }),
      anEvent({ correlationId: 'other' }),
    ]);
    await execute(trail.owner, SHARE_TERMS);
    expect([await relatedOf(one), await relatedOf(other)]).toMatchObject([{ ids: [] }, { ids: [] }]);
  });

  it('are the first 50, and counted up to 1,000', async () => {
    const ids = await insertEvents(trail.owner, someEvents(1_001, { correlationId: 'many' }));
    const first = ids.slice(-50).reverse();
    expect(await relatedOf(ids[0])).toEqual({ ids: first, total: 1_000, isTotalExact: true });
    await insertEvents(trail.owner, [anEvent({ correlationId: 'many' })]);
    expect(await relatedOf(ids[0])).toEqual({ ids: first, total: 1_000, isTotalExact: false });
  });

  it('are 50 of 50, exactly', async () => {
    const ids = await insertEvents(trail.owner, someEvents(51, { correlationId: 'fifty' }));
    expect(await relatedOf(ids[0])).toMatchObject({ total: 50, isTotalExact: true });
  });
});

const SHARE_TERMS = `
update audit_event
set search_terms = (select array_agg(term) from audit_event other, unnest(other.search_terms) term
                    where other.correlation_id in ('one', 'other'))
where audit_event.correlation_id in ('one', 'other')
`;
