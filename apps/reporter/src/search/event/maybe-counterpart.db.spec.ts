import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FoundEvent } from '@trailkeeper/contract';
import { query, withSnapshot } from '@trailkeeper/database';
import { anEvent, insertEvents, type SentEvent } from '../../../test/sent-event.js';
import { openTestTrail, type TestTrail } from '../../../test/test-trail.js';
import { getEvent } from './get-event.js';
import { maybeCounterpart } from './maybe-counterpart.js';

const START = Date.parse('2026-09-28T12:00:00Z');
const SECOND = 1_000;
const WEEK = 7 * 24 * 3600 * SECOND;

let trail: TestTrail;
beforeAll(async () => {
  trail = await openTestTrail();
});
afterAll(() => trail.stop());

/** Stores the events; gives, for each, which of them is its counterpart. */
async function pairsOf(...events: SentEvent[]): Promise<(number | undefined)[]> {
  const ids = await insertEvents(trail.owner, events);
  const pairs: (number | undefined)[] = [];
  for (const id of ids) {
    const counterpart = await maybeCounterpart(trail.reporter, (await getEvent(trail.reporter, id)).event);
    pairs.push(counterpart && ids.indexOf(counterpart.id));
  }
  return pairs;
}

/** 1,200 of them, a second apart. */
function thousands(at: ReturnType<typeof aRequest>, outcome: string, direction: 1 | -1): SentEvent[] {
  const arrivedAt = new Date(START);
  return Array.from({ length: 1_200 }, (_, n) => at((n + 1) * SECOND * direction, outcome, { arrivedAt }));
}

/** How many rows of the trail are read to find the counterpart. */
function rowsReadFor(event: FoundEvent): Promise<number> {
  return withSnapshot(trail.reporter, async (runner) => {
    await runner.query('set local max_parallel_workers_per_gather = 0'); // what they read would not be counted
    // The connection counts on from what it read before.
    const before = await query<{ rows: string }>(runner, COUNT_ROWS_READ);
    await maybeCounterpart(runner, event);
    const after = await query<{ rows: string }>(runner, COUNT_ROWS_READ);
    return Number(after[0]?.rows) - Number(before[0]?.rows);
  });
}

const COUNT_ROWS_READ = `
select sum(coalesce(usage.seq_tup_read, 0) + coalesce(usage.idx_tup_fetch, 0)) as "rows"
from pg_stat_xact_user_tables usage
where usage.relname like 'audit_event%'
`;

/** A second apart, after the one that is given. */
const REPEAT_EVENT = `
insert into audit_event (
  occurred_at, content_hash, batch_id, action, emitter, outcome, location, account, initiator_id, target_id,
  correlation_id, search_terms, body
)
select event.occurred_at + series.at * interval '1 second', sha256(($2 || series.at)::bytea),
       event.batch_id, event.action, event.emitter, event.outcome, event.location, event.account, event.initiator_id,
       event.target_id, event.correlation_id, event.search_terms, '{}'
from generate_series(1, $1) as series (at)
cross join (
  select event.* from audit_event event where encode(event.content_hash, 'hex') = split_part($2, '_', 2)
) event
`;

let requests = 0;

/** Events of one request with a correlation id of its own, at so many ms from its beginning. */
function aRequest(same: Partial<SentEvent> = {}) {
  requests += 1;
  const correlationId = `request ${requests}`;
  return (after: number, outcome: string, changes: Partial<SentEvent> = {}) =>
    anEvent({
      ...{ action: 'user-management.user.create', initiatorId: 'IBMid-1', targetId: 'ann', correlationId },
      ...{ occurredAt: new Date(START + after), outcome, ...same, ...changes },
    });
}

describe('the counterpart of an event', () => {
  it('is the final one of a pending one, and the other way round', async () => {
    const at = aRequest();
    expect(await pairsOf(at(0, 'pending'), at(40 * SECOND, 'failure'))).toEqual([1, 0]);
  });

  it('may have the same time', async () => {
    const at = aRequest();
    expect(await pairsOf(at(0, 'success'), at(0, 'pending'))).toEqual([1, 0]);
  });

  it('is the first final one after it, and the last pending one before it', async () => {
    const at = aRequest();
    const events = [at(0, 'pending'), at(1, 'pending'), at(2, 'unknown'), at(3, 'success')];
    expect(await pairsOf(...events)).toEqual([2, 2, 1, 1]);
  });

  it('is none before a pending one, and none after a final one', async () => {
    const at = aRequest();
    expect(await pairsOf(at(0, 'success'), at(1, 'pending'))).toEqual([undefined, undefined]);
  });

  it('lies within 7 days, also in another month', async () => {
    const [near, far] = [aRequest(), aRequest()];
    expect(await pairsOf(near(0, 'pending'), near(WEEK, 'success'))).toEqual([1, 0]);
    expect(await pairsOf(far(0, 'pending'), far(WEEK + 1, 'success'))).toEqual([undefined, undefined]);
  });

  it('is rather one of the same target, of several that one request is about', async () => {
    const at = aRequest();
    const [ann, bob, unnamed] = [{ targetId: 'ann' }, { targetId: 'bob' }, { targetId: null }];
    const events = [at(0, 'pending', ann), at(1, 'pending', bob), at(2, 'success', bob), at(3, 'failure', ann)];
    expect(await pairsOf(...events)).toEqual([3, 2, 1, 0]);
    const create = aRequest();
    expect(await pairsOf(create(0, 'pending', unnamed), create(1, 'success', ann))).toEqual([1, 0]);
  });

  it('is a final one under the same action with .failed, which is no success and never pending', async () => {
    const [at, failed] = [aRequest(), { action: 'user-management.user.create.failed' }];
    expect(await pairsOf(at(0, 'pending'), at(1, 'failure', failed))).toEqual([1, 0]);
    const other = aRequest();
    const events = [other(0, 'pending'), other(1, 'pending', failed), other(2, 'success')];
    expect(await pairsOf(...events)).toEqual([1, 0, 0]);
    const same = aRequest({ correlationId: null });
    expect(await pairsOf(same(0, 'pending'), same(0, 'failure', failed))).toEqual([1, 0]);
  });

  it('is the nearest of thousands with one correlation id, of the same target if there is one', async () => {
    const at = aRequest({ targetId: 'bob' });
    await insertEvents(trail.owner, thousands(at, 'pending', -1));
    await insertEvents(trail.owner, thousands(at, 'success', 1));
    const ann = { targetId: 'ann' };
    const events = [at(-WEEK / 2, 'pending', ann), at(0, 'pending'), at(0, 'success'), at(WEEK / 4, 'success', ann)];
    expect(await pairsOf(...events)).toEqual([3, 2, 1, 0]);
    const [id] = await insertEvents(trail.owner, [at(10, 'pending', { targetId: 'none' })]);
    const counterpart = await maybeCounterpart(trail.reporter, (await getEvent(trail.reporter, id!)).event);
    expect(counterpart?.occurredAt).toBe('2026-09-28T12:00:01.000000Z');
  });

  it.each(['pending', 'success'])('costs little where 100,000 that are %s have one correlation id', async (outcome) => {
    const at = aRequest({ initiatorId: outcome });
    const [like] = await insertEvents(trail.owner, [at(0, outcome)]);
    await query(trail.owner, REPEAT_EVENT, [100_000, like]);
    await query(trail.owner, 'analyze audit_event');
    for (const [other, target] of ['pending', 'success'].flatMap((each) =>
      ['ann', 'bob', null].map((id) => [each, id]),
    )) {
      const [id] = await insertEvents(trail.owner, [at(0, other!, { targetId: target! })]);
      const { event } = await getEvent(trail.reporter, id!);
      expect(await rowsReadFor(event)).toBeLessThan(70_000);
    }
  });

  it.each([
    ['action', { action: 'user-management.user.delete' }],
    ['initiator', { initiatorId: 'IBMid-2' }],
    ['initiator, the other having none', { initiatorId: null }],
    ['correlation id', { correlationId: 'another' }],
    ['correlation id, the other having none', { correlationId: null }],
  ])('is no event with another %s', async (_what, other) => {
    const at = aRequest();
    expect(await pairsOf(at(0, 'pending'), at(1, 'success', other))).toEqual([undefined, undefined]);
  });

  it('has no initiator where the other has none', async () => {
    const at = aRequest({ initiatorId: null });
    expect(await pairsOf(at(0, 'pending'), at(1, 'success'))).toEqual([1, 0]);
  });

  it('has the same time, initiator and target, if they have no correlation id', async () => {
    const same = aRequest({ correlationId: null, occurredAt: new Date(START + 1), action: 'read/list' });
    const [first, other] = [{ targetId: 'nova' }, { targetId: null }];
    const events = [
      ...[same(0, 'pending', first), same(0, 'success', first), same(0, 'failure', other), same(0, 'pending', other)],
      ...[same(0, 'pending', { ...first, initiatorId: 'b' }), same(0, 'success', { ...first, microseconds: 1 })],
    ];
    expect(await pairsOf(...events)).toEqual([1, 0, 3, 2, undefined, undefined]);
  });
});
