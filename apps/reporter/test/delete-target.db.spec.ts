import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query, withTransaction } from '@trailkeeper/database';
import { aSchedule } from './made-schedule.js';
import { type TestTrail, openTestTrail } from './test-trail.js';
import { aDefinition } from './a-definition.js';
import { insertSchedule, insertSlot, insertTarget } from './sent-slot.js';
import { deleteTarget } from '../src/targets/delete-target.js';
import { checkTargets } from '../src/schedules/check-targets.js';

let trail: TestTrail;
beforeAll(async () => {
  trail = await openTestTrail();
});
afterAll(() => trail?.stop());

const UNKNOWN_ID = '11111111-1111-4111-8111-111111111111';
const madeAt = new Date('2026-10-01T00:00:00Z');
const remove = (id: string) => deleteTarget(trail.reporter, { id, by: 'ann' });

describe('a delivery target', () => {
  it('is deleted, once, and stays as a row', async () => {
    const id = await insertTarget(trail.owner, 'old');
    expect([await remove(id), await remove(id), await remove(UNKNOWN_ID)]).toEqual(['deleted', 'gone', 'gone']);
    const rows = await query(trail.owner, 'select deleted_by from delivery_target where id = $1', [id]);
    expect(rows).toEqual([{ deleted_by: 'ann' }]);
  });

  it('is kept while schedules deliver or send notices to it, by their names', async () => {
    const id = await insertTarget(trail.owner, 'used');
    const other = await insertTarget(trail.owner, 'other');
    await aSchedule(trail.owner, { name: 'notices', targets: [other], noticeTargets: [id.toUpperCase()], madeAt });
    await aSchedule(trail.owner, { name: 'bundles', targets: [other, id], madeAt });
    const gone = await aSchedule(trail.owner, { name: 'gone', targets: [id], madeAt });
    await query(trail.owner, `update schedule set deleted_at = now(), deleted_by = 'ann' where id = $1`, [gone]);
    expect(await remove(id)).toEqual({ schedules: ['bundles', 'notices'], slots: [] });
    await query(trail.owner, `update schedule set deleted_at = now(), deleted_by = 'ann' where name <> 'gone'`);
    expect(await remove(id)).toBe('deleted');
  });

  it.each(['targets', 'noticeTargets'])(
    'is kept while a slot that has not ended has it among its %s',
    async (field) => {
      const id = await insertTarget(trail.owner, `slot ${field}`);
      const scheduleId = await insertSchedule(trail.owner, aDefinition({ [field]: [id] }), field);
      const open = await insertSlot(trail.owner, scheduleId, { status: 'notifying', step: 'notifying' });
      await insertSlot(trail.owner, scheduleId, { dueAt: '2026-09-15T06:00:00Z', status: 'failed', step: 'ended' });
      await query(trail.owner, `update schedule set deleted_at = now(), deleted_by = 'ann' where id = $1`, [
        scheduleId,
      ]);
      const slot = { id: open, scheduleId, schedule: field, dueAt: '2026-09-16T06:00:00.000000Z' };
      expect(await remove(id)).toEqual({ schedules: [], slots: [slot] });
      await query(trail.owner, `update schedule_slot set status = 'failed', step = 'ended', finished_at = now()`);
      expect(await remove(id)).toBe('deleted');
    },
  );

  it('is not deleted under a schedule that is just being written', async () => {
    const id = await insertTarget(trail.owner, 'raced');
    const deletion = await withTransaction(trail.owner, 'READ COMMITTED', async (runner) => {
      await checkTargets(runner, { targets: [id], noticeTargets: [] });
      const deleting = remove(id);
      await sleep(200);
      await aSchedule(runner, { name: 'raced', targets: [id], madeAt });
      return { deleting };
    });
    expect(await deletion.deleting).toEqual({ schedules: ['raced'], slots: [] });
  });

  it('cannot be given to a schedule once it is deleted', async () => {
    const id = await insertTarget(trail.owner, 'missing');
    await remove(id);
    const checked = checkTargets(trail.reporter, { targets: [id], noticeTargets: [] });
    await expect(checked).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/is deleted/) });
  });
});
