import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SlotStatus, SlotStep } from '@trailkeeper/contract';
import { query, withTransaction } from '@trailkeeper/database';
import { aDefinition } from '../../test/a-definition.js';
import { insertSchedule, insertSlot, insertTarget, slotRow } from '../../test/sent-slot.js';
import { type TestTrail, openTestTrail } from '../../test/test-trail.js';
import { failSlot } from './fail-slot.js';

let trail: TestTrail;
let notice: string;
let scheduleId: string;
beforeAll(async () => {
  trail = await openTestTrail();
  const bundle = await insertTarget(trail.owner, 'bundles');
  notice = await insertTarget(trail.owner, 'notices');
  const definition = aDefinition({ targets: [bundle], noticeTargets: [notice, notice] });
  scheduleId = await insertSchedule(trail.owner, definition);
});
afterAll(async () => {
  await trail?.stop();
});

const fail = (id: string, reason = 'The disk is full.') =>
  withTransaction(trail.reporter, 'READ COMMITTED', (runner) => failSlot(runner, id, reason));
const noticesOf = (id: string) =>
  query(trail.owner, 'select target_id as "targetId", content, status from slot_delivery where slot_id = $1', [id]);
const due = (day: number) => ({ dueAt: `2026-08-${String(day).padStart(2, '0')}T06:00:00Z` });

describe('a slot that is given up', () => {
  it('waits until its owner is told, once over each target, and belongs to nobody', async () => {
    const id = await insertSlot(trail.owner, scheduleId, { ...due(1), status: 'running', step: 'bundling' });
    expect(await fail(id)).toBe(true);
    expect(await slotRow(trail.owner, id)).toEqual({
      status: 'notifying',
      step: 'notifying',
      attempts: 0,
      fence: '1',
      leasedUntil: null,
      tryAfter: null,
      failure: 'The disk is full.',
    });
    expect(await noticesOf(id)).toEqual([{ targetId: notice, content: 'notice', status: 'waiting' }]);
  });

  it('is given up once', async () => {
    const id = await insertSlot(trail.owner, scheduleId, { ...due(2), status: 'running', step: 'delivering' });
    await fail(id);
    expect(await fail(id, 'another reason')).toBe(false);
    expect(await slotRow(trail.owner, id)).toMatchObject({ failure: 'The disk is full.', fence: '1' });
    expect(await noticesOf(id)).toHaveLength(1);
  });

  it.each<[SlotStatus, SlotStep]>([
    ['delivered', 'ended'],
    ['delivered-empty', 'ended'],
    ['failed', 'ended'],
    ['skipped', 'ended'],
  ])('is not one that has ended as %s', async (status, step) => {
    const day = 3 + ['delivered', 'delivered-empty', 'failed', 'skipped'].indexOf(status);
    const id = await insertSlot(trail.owner, scheduleId, { ...due(day), status, step });
    expect(await fail(id)).toBe(false);
    expect(await slotRow(trail.owner, id)).toMatchObject({ status, step });
    expect(await noticesOf(id)).toEqual([]);
  });
});
