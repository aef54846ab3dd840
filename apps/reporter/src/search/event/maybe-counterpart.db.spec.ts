import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
