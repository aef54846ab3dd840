import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '@trailkeeper/database';
import { anEvent, insertEvents } from '../../../test/sent-event.js';
import { openTestTrail, type TestTrail } from '../../../test/test-trail.js';
import type { ActionPattern, Condition } from '../event-search.js';
import { maybeActionNames } from './find-actions.js';

describe('maybeActionNames', () => {
  let trail: TestTrail;

  beforeAll(async () => {
    trail = await openTestTrail();
    const counted = Array.from({ length: 400 }, (_none, n) => anEvent({ action: `kms.kind${n}.read` }));
    await insertEvents(trail.owner, counted);
    await query(trail.owner, 'select fold_activity(1000000)');
    await insertEvents(trail.owner, [
      anEvent({ action: 'kms.appended.read' }),
      anEvent({ action: 'read/list', emitter: 'kms' }),
      anEvent({ action: 'codeengine.project.create' }),
    ]);
  });

  afterAll(() => trail.stop());

  async function numberOfNames(...conditions: Condition[]): Promise<number | undefined> {
    return (await maybeActionNames(trail.reporter, conditions))?.length;
  }

  it('finds names that are counted, appended and emitted', async () => {
    expect(await numberOfNames({ kind: 'service', ids: ['kms'], isNegated: false })).toBe(402);
    expect(await numberOfNames({ kind: 'family', ids: ['code-engine'], isNegated: false })).toBe(1);
  });

  it('finds all of them when beginnings are repeated or lie within one another', async () => {
    expect(await numberOfNames({ kind: 'service', ids: ['kms', 'kms', 'kms', 'kms'], isNegated: false })).toBe(402);
    const patterns: ActionPattern[] = ['kms.', 'kms.kind', 'km', 'kms.', 'k'].map((text) => ({ text, isPrefix: true }));
    expect(await numberOfNames({ kind: 'action', patterns, isNegated: false })).toBe(401);
  });

  it('leaves out what the other conditions do', async () => {
    const isKms: Condition = { kind: 'service', ids: ['kms'], isNegated: false };
    expect(await numberOfNames(isKms, { kind: 'documented', isDocumented: true, isNegated: false })).toBe(0);
    expect(await numberOfNames({ ...isKms, isNegated: true })).toBe(2);
  });

  it('gives up when there are more than it is worth', async () => {
    const many = Array.from({ length: 1_001 }, (_none, n) => anEvent({ action: `many.kind${n}.read` }));
    await insertEvents(trail.owner, many);
    expect(await numberOfNames({ kind: 'service', ids: ['many'], isNegated: false })).toBeUndefined();
  });
});
