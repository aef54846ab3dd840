import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ScheduleSlot, scheduleSlotSchema } from '@trailkeeper/contract';
import { execute, query, withTransaction } from '@trailkeeper/database';
import { aDefinition } from './a-definition.js';
import { anEvent, insertEvents } from './sent-event.js';
import { insertSchedule, insertTarget } from './sent-slot.js';
import { isEnded, type SlotApi, startSlotApi } from './slot-api.js';

let api: SlotApi;
beforeAll(async () => {
  api = await startSlotApi();
});
afterAll(async () => {
  await api?.stop();
});

describe('a person', () => {
  it.each([
    ['waiting', { status: 'waiting', step: 'waiting', startsAt: '2090-01-01T00:00:00Z' }],
    ['running', { status: 'running', step: 'delivering' }],
    ['notifying', { status: 'notifying', step: 'notifying' }],
  ] as const)('skips a slot that is %s, once, with a reason', async (_, state) => {
    const id = await api.slotOf(api.scheduleId, state);
    const answer = await api.inject('POST', `${api.urlOf(id)}/skip`, { reason: 'Not needed.' });
    expect([answer.statusCode, scheduleSlotSchema.parse(answer.json())]).toMatchObject([
      200,
      {
        status: 'skipped',
        step: 'ended',
        skip: { by: 'administrator', reason: 'Not needed.' },
        finishedAt: expect.anything(),
      },
    ]);
    const again = await api.inject('POST', `${api.urlOf(id)}/skip`, { reason: 'Another.' });
    expect(again.json()).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/cannot be skipped: it was skipped by administrator at .*Reason: Not needed\./),
    });
  });

  it('skips what of a slot was still to be delivered, and nothing else', async () => {
    const id = await api.slotOf(api.scheduleId);
    await api.slotWhen(api.urlOf(id), ({ bundle }) => bundle !== null);
    const other = await insertTarget(api.owner, `arrived ${id}`);
    await execute(api.owner, INSERT_DELIVERED, [id, other]);
    const slot = (await api.inject('POST', `${api.urlOf(id)}/skip`, { reason: 'Not needed.' })).json<ScheduleSlot>();
    const states = slot.deliveries.map(({ targetName, status }) => `${targetName}: ${status}`);
    expect(states).toEqual([`arrived ${id}: delivered`, 'regulator: skipped']);
  });

  it.each(['delivered', 'delivered-empty', 'failed', 'skipped'] as const)(
    'does not skip a slot that has ended as %s',
    async (status) => {
      const id = await api.slotOf(api.scheduleId, { status, step: 'ended' });
      expect((await api.inject('POST', `${api.urlOf(id)}/skip`, { reason: 'x' })).json()).toMatchObject({
        status: 409,
      });
      expect((await api.get(api.urlOf(id))).json()).toMatchObject({ status });
    },
  );

  it.each([
    ['failed', 'ended'],
    ['notifying', 'notifying'],
  ] as const)('has a slot without a bundle that is %s begin anew', async (status, step) => {
    const id = await api.slotOf(api.quietId, { status, step });
    const answer = await api.inject('POST', `${api.urlOf(id, api.quietId)}/retry`);
    expect([answer.statusCode, answer.json()]).toMatchObject([202, { finishedAt: null }]);
    expect(await api.slotWhen(api.urlOf(id, api.quietId), isEnded)).toMatchObject({
      status: 'delivered',
      failure: null,
    });
  });

  it('has what failed of a bundle delivered again, under the same id, and gives up notices that wait', async () => {
    const id = await api.slotOf(api.scheduleId);
    await api.slotWhen(api.urlOf(id), ({ bundle }) => bundle !== null);
    const other = await insertTarget(api.owner, `arrived ${id}`);
    await execute(api.owner, INSERT_DELIVERED, [id, other]);
    await execute(api.owner, FAIL_DELIVERY, [id]);
    await execute(api.owner, INSERT_NOTICE, [id, other]);
    await execute(api.owner, `update schedule_slot set status = 'notifying', step = 'notifying' where id = $1`, [id]);
    const before = (await api.get(api.urlOf(id))).json<ScheduleSlot>().deliveries;
    const after = (await api.inject('POST', `${api.urlOf(id)}/retry`)).json<ScheduleSlot>();
    expect(after).toMatchObject({ status: 'running', step: 'delivering', failure: null });
    expect(after.deliveries.map(({ content, status }) => `${content} ${status}`)).toEqual([
      ...['bundle delivered', 'bundle waiting', 'notice skipped'],
    ]);
    expect(after.deliveries[1]).toMatchObject({ id: before[1]?.id, attempts: 0, failure: null, finishedAt: null });
  });

  it.each(['waiting', 'running', 'delivered', 'delivered-empty', 'skipped'] as const)(
    'does not retry a slot that is %s',
    async (status) => {
      const step = status === 'waiting' ? 'waiting' : status === 'running' ? 'delivering' : 'ended';
      const id = await api.slotOf(api.scheduleId, { status, step, startsAt: '2090-01-01T00:00:00Z' });
      const answer = (await api.inject('POST', `${api.urlOf(id)}/retry`)).json();
      expect(answer).toMatchObject({ status: 409, detail: expect.stringContaining('cannot be tried again: it') });
      expect((await api.get(api.urlOf(id))).json()).toMatchObject({ status });
    },
  );

  it('restates a delivered slot, and the restated one in turn, each naming the one before it', async () => {
    const id = await api.slotOf(api.quietId);
    const original = await api.slotWhen(api.urlOf(id, api.quietId), isEnded);
    await insertEvents(api.owner, [anEvent({ arrivedAt: new Date() }), anEvent({ arrivedAt: new Date() })]);
    expect((await api.get(api.urlOf(id, api.quietId))).json()).toMatchObject({ eventsSince: 2 });

    let before = original;
    for (const reason of ['Events came late.', 'And more.']) {
      const answer = await api.inject('POST', `${api.urlOf(before.id, api.quietId)}/restate`, { reason });
      expect(answer.statusCode).toBe(202);
      const location = String(answer.headers.location);
      const restated = await api.slotWhen(location, isEnded);
      expect(restated).toMatchObject({
        ...{ status: 'delivered', dueAt: original.dueAt, from: original.from, to: original.to, eventsSince: 0 },
        restates: { slotId: before.id, by: 'administrator', reason },
        changes: { originalSlotId: before.id, arrivedSince: reason === 'And more.' ? 0 : 2 },
      });
      expect((await api.get(api.urlOf(before.id, api.quietId))).json()).toMatchObject({ restatedBy: [restated.id] });
      before = restated;
    }
    const { items } = (await api.get(`/v1/schedules/${api.quietId}/slots?limit=200`)).json<{ items: ScheduleSlot[] }>();
    expect(items.filter(({ dueAt }) => dueAt === original.dueAt)).toHaveLength(3);
  });

  it('restates a slot that failed with a bundle, also once that is deleted, where it cannot be tried again', async () => {
    const id = await api.slotOf(api.scheduleId);
    await api.slotWhen(api.urlOf(id), ({ bundle }) => bundle !== null);
    await execute(api.owner, END_FAILED, [id]);
    await execute(api.owner, 'update export_bundle set deleted_at = now() where slot_id = $1', [id]);
    const retried = (await api.inject('POST', `${api.urlOf(id)}/retry`)).json();
    expect(retried).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/bundle was deleted.*restate it: POST/),
    });
    const answer = await api.inject('POST', `${api.urlOf(id)}/restate`, { reason: 'It failed.' });
    expect([answer.statusCode, answer.json()]).toMatchObject([202, { restates: { slotId: id } }]);
    const restated = await api.slotWhen(String(answer.headers.location), ({ bundle }) => bundle !== null);
    expect(restated).toMatchObject({ changes: { originalSlotId: id }, deliveries: [{ targetName: 'regulator' }] });
  });

  it('has a restated slot delivered where the schedule delivers now, and to no deleted target', async () => {
    const [old, kept] = [await insertTarget(api.owner, 'old'), await insertTarget(api.owner, 'kept')];
    const own = await insertSchedule(api.owner, aDefinition({ targets: [old], noticeTargets: [old] }), 'moved');
    const id = await api.slotOf(own);
    await api.slotWhen(api.urlOf(id, own), ({ bundle }) => bundle !== null);
    await execute(api.owner, END_FAILED, [id]);
    await execute(api.owner, `update delivery_target set deleted_at = now(), deleted_by = 'x' where id = $1`, [old]);
    const refused = (await api.inject('POST', `${api.urlOf(id, own)}/restate`, { reason: 'x' })).json();
    expect(refused).toMatchObject({
      status: 409,
      detail: expect.stringContaining('deleted ("old"). Give its schedule'),
    });

    const moved = aDefinition({ targets: [old, kept], noticeTargets: [old] });
    await execute(api.owner, 'update schedule set definition = $2 where id = $1', [own, JSON.stringify(moved)]);
    const answer = await api.inject('POST', `${api.urlOf(id, own)}/restate`, { reason: 'x' });
    const restated = await api.slotWhen(String(answer.headers.location), ({ bundle }) => bundle !== null);
    expect(restated.deliveries.map(({ targetName }) => targetName)).toEqual(['kept']);
    const [row] = await query<{ definition: object }>(api.owner, GET_DEFINITION, [restated.id]);
    expect(row?.definition).toEqual(aDefinition({ targets: [kept], noticeTargets: [kept] }));
  });

  it('who tries a slot again while its bundle is being deleted is told so, and nothing is changed', async () => {
    const id = await api.slotOf(api.scheduleId);
    await api.slotWhen(api.urlOf(id), ({ bundle }) => bundle !== null);
    await execute(api.owner, END_FAILED, [id]);
    const retried = await withTransaction(api.owner, 'READ COMMITTED', async (runner) => {
      await execute(runner, 'update export_bundle set deleted_at = now() where slot_id = $1', [id]);
      const answer = api.inject('POST', `${api.urlOf(id)}/retry`);
      await Promise.race([answer, sleep(300)]);
      return { answer };
    });
    expect((await retried.answer).json()).toMatchObject({ status: 409 });
    expect((await api.get(api.urlOf(id))).json()).toMatchObject({ status: 'failed' });
  });

  it('restates it once at a time', async () => {
    const id = await api.slotOf(api.quietId);
    await api.slotWhen(api.urlOf(id, api.quietId), isEnded);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => api.inject('POST', `${api.urlOf(id, api.quietId)}/restate`, { reason: 'x' })),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409, 409, 409, 409]);
    const refused = answers.find(({ statusCode }) => statusCode === 409);
    expect(refused?.json().detail).toMatch(/is being restated already, by slot [-0-9a-f]{36}\.$/);
  });

  it.each(['waiting', 'running', 'notifying', 'failed', 'skipped'] as const)(
    'does not restate a slot that is %s',
    async (status) => {
      const steps = {
        waiting: 'waiting',
        running: 'delivering',
        notifying: 'notifying',
        failed: 'ended',
        skipped: 'ended',
      } as const;
      const id = await api.slotOf(api.scheduleId, { status, step: steps[status], startsAt: '2090-01-01T00:00:00Z' });
      const answer = (await api.inject('POST', `${api.urlOf(id)}/restate`, { reason: 'x' })).json();
      expect(answer).toMatchObject({ status: 409, detail: expect.stringContaining('cannot be restated: it') });
    },
  );

  it('who skips a slot while it is worked on ends it for good', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => api.slotOf(api.scheduleId)));
    const answers = [];
    for (const id of ids) {
      await sleep(150);
      answers.push(await api.inject('POST', `${api.urlOf(id)}/skip`, { reason: 'Not needed.' }));
    }
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(ids.map(() => 200));
    await sleep(1_500);
    for (const id of ids) {
      const slot = (await api.get(api.urlOf(id))).json<ScheduleSlot>();
      expect(slot).toMatchObject({ status: 'skipped', step: 'ended' });
      expect(slot.deliveries.filter(({ status }) => status === 'waiting')).toEqual([]);
    }
  });
});

const INSERT_DELIVERED = `
insert into slot_delivery (slot_id, target_id, content, status, finished_at) values ($1, $2, 'bundle', 'delivered', now())
`;

const INSERT_NOTICE = `
insert into slot_delivery (slot_id, target_id, content) values ($1, $2, 'notice')
`;

const FAIL_DELIVERY = `
update slot_delivery set status = 'failed', attempts = 10, failure = 'It was refused.', finished_at = now()
where slot_delivery.slot_id = $1 and slot_delivery.status = 'waiting'
`;

const END_FAILED = `
update schedule_slot
set status = 'failed', step = 'ended', failure = 'It was refused.', finished_at = now()
where schedule_slot.id = $1
`;

const GET_DEFINITION = `
select slot.definition from schedule_slot slot where slot.id = $1
`;
