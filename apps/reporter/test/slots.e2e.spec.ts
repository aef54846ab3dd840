import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ScheduleSlot,
  scheduleSlotDetailSchema,
  type ScheduleSlotDetail,
  scheduleSlotSchema,
} from '@trailkeeper/contract';
import { execute } from '@trailkeeper/database';
import { AUTHORIZATION, startReporterOnTrail } from './reporter-app.js';
import { anEvent, insertEvents } from './sent-event.js';
import { aDefinition } from './a-definition.js';
import { insertSchedule, insertSlot, insertTarget, type SentSlot } from './sent-slot.js';

let trail: Awaited<ReturnType<typeof startReporterOnTrail>>;
let scheduleId: string;
/** Of a schedule with nobody to deliver to: its slots end with their bundle. */
let quietId: string;
beforeAll(async () => {
  trail = await startReporterOnTrail();
  await insertEvents(trail.owner, [anEvent({ body: '{"id":"1"}' })]);
  const definition = aDefinition({ targets: [await insertTarget(trail.owner, 'regulator')], includeEvents: true });
  scheduleId = await insertSchedule(trail.owner, definition);
  quietId = await insertSchedule(trail.owner, { ...definition, targets: [] }, 'quiet');
});
afterAll(async () => {
  await trail?.stop();
});

const inject = (method: 'GET' | 'POST' | 'HEAD', url: string, payload?: object, headers: object = {}) =>
  trail.app.inject({ method, url, headers: { ...AUTHORIZATION, ...headers }, ...(payload && { payload }) });
const get = (url: string, headers?: object) => inject('GET', url, undefined, headers);
const urlOf = (slotId: string, of = scheduleId) => `/v1/schedules/${of}/slots/${slotId}`;

let days = 0;
/** A slot of a day of its own in the past, in the state that is given. */
function slotOf(of: string, changes: Partial<SentSlot> = {}): Promise<string> {
  days += 1;
  return insertSlot(trail.owner, of, { dueAt: new Date(Date.UTC(2020, 0, days)).toISOString(), ...changes });
}

async function slotWhen(url: string, isThere: (slot: ScheduleSlotDetail) => boolean): Promise<ScheduleSlotDetail> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) {
    const slot = (await get(url)).json<ScheduleSlotDetail>();
    if (isThere(slot)) return slot;
  }
  throw new Error(`the slot did not come to it: ${(await get(url)).body}`);
}
const isEnded = ({ step }: ScheduleSlot) => step === 'ended';

describe('a slot', () => {
  it('goes from its due time to its end, and tells of its reports and its bundle', async () => {
    const id = await slotOf(quietId);
    const slot = await slotWhen(urlOf(id, quietId), isEnded);
    expect(scheduleSlotDetailSchema.parse(slot)).toEqual(slot);
    expect(slot).toMatchObject({
      ...{ id, scheduleId: quietId, scheduleName: 'quiet', status: 'delivered', failure: null, skip: null },
      ...{ from: '2026-09-15T00:00:00.000000Z', to: '2026-09-16T00:00:00.000000Z', timeZone: 'UTC' },
      reports: [{ kind: 'event-coverage', service: 'kms', status: 'done' }],
      bundle: { isKept: true, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ...{ deliveries: [], restates: null, restatedBy: [], eventsSince: 0, changes: null },
    });
    const run = (await get(`/v1/reports/${slot.reports[0]?.runId}`)).json();
    expect(run).toMatchObject({ requestedBy: 'schedule "quiet"', status: 'done' });
  });

  it('with nothing to report ends as delivered empty', async () => {
    const id = await slotOf(quietId, { from: '2026-08-01T00:00:00Z', to: '2026-08-02T00:00:00Z' });
    expect(await slotWhen(urlOf(id, quietId), isEnded)).toMatchObject({ status: 'delivered-empty', bundle: {} });
  });

  it('has its bundle wait for its targets', async () => {
    const id = await slotOf(scheduleId);
    const slot = await slotWhen(urlOf(id), ({ bundle }) => bundle !== null);
    expect(slot).toMatchObject({
      ...{ status: 'running', step: 'delivering', finishedAt: null },
      deliveries: [{ targetName: 'regulator', targetKind: 'directory', content: 'bundle', possiblyTwice: false }],
    });
  });
});

describe('the bundle of a slot', () => {
  it('is sent whole and in parts, with what it is', async () => {
    const id = await slotOf(quietId);
    const { bundle } = await slotWhen(urlOf(id, quietId), isEnded);
    const url = `${urlOf(id, quietId)}/bundle`;
    const whole = await get(url);
    expect([whole.statusCode, whole.headers['content-type'], whole.headers.etag]).toEqual([
      ...[200, 'application/zip', `"${bundle?.sha256}"`],
    ]);
    expect(whole.headers['content-disposition']).toBe(`attachment; filename="${bundle?.name}"`);
    expect(createHash('sha256').update(whole.rawPayload).digest('hex')).toBe(bundle?.sha256);
    const part = await get(url, { range: 'bytes=0-3' });
    expect([part.statusCode, part.rawPayload.toString('latin1')]).toEqual([206, 'PK\x03\x04']);
    expect((await get(url, { 'if-none-match': `"${bundle?.sha256}"` })).statusCode).toBe(304);
    expect((await get(url, { range: `bytes=${bundle?.bytes}-` })).statusCode).toBe(416);

    await execute(trail.owner, 'update export_bundle set deleted_at = now() where slot_id = $1', [id]);
    expect((await get(url)).json()).toMatchObject({ status: 410, code: 'gone', detail: expect.stringContaining(id) });
    expect((await get(urlOf(id, quietId))).json()).toMatchObject({ bundle: { isKept: false } });
  });

  it('is refused with 409 while there is none', async () => {
    const id = await slotOf(scheduleId, { startsAt: '2090-01-01T00:00:00Z' });
    const answer = (await get(`${urlOf(id)}/bundle`)).json();
    expect(answer).toMatchObject({ status: 409, detail: `Slot ${id} has no bundle: it has not begun.` });
  });
});

describe('a person', () => {
  it.each([
    ['waiting', { status: 'waiting', step: 'waiting', startsAt: '2090-01-01T00:00:00Z' }],
    ['running', { status: 'running', step: 'delivering' }],
    ['notifying', { status: 'notifying', step: 'notifying' }],
  ] as const)('skips a slot that is %s, once, with a reason', async (_, state) => {
    const id = await slotOf(scheduleId, state);
    const answer = await inject('POST', `${urlOf(id)}/skip`, { reason: 'Not needed.' });
    expect([answer.statusCode, scheduleSlotSchema.parse(answer.json())]).toMatchObject([
      200,
      {
        status: 'skipped',
        step: 'ended',
        skip: { by: 'administrator', reason: 'Not needed.' },
        finishedAt: expect.anything(),
      },
    ]);
    const again = await inject('POST', `${urlOf(id)}/skip`, { reason: 'Another.' });
    expect(again.json()).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/cannot be skipped: it was skipped by administrator at .*Reason: Not needed\./),
    });
  });

  it('skips what of a slot was still to be delivered, and nothing else', async () => {
    const id = await slotOf(scheduleId);
    await slotWhen(urlOf(id), ({ bundle }) => bundle !== null);
    const other = await insertTarget(trail.owner, `arrived ${id}`);
    await execute(trail.owner, INSERT_DELIVERED, [id, other]);
    const slot = (await inject('POST', `${urlOf(id)}/skip`, { reason: 'Not needed.' })).json<ScheduleSlot>();
    const states = slot.deliveries.map(({ targetName, status }) => `${targetName}: ${status}`);
    expect(states).toEqual([`arrived ${id}: delivered`, 'regulator: skipped']);
  });

  it.each(['delivered', 'delivered-empty', 'failed', 'skipped'] as const)(
    'does not skip a slot that has ended as %s',
    async (status) => {
      const id = await slotOf(scheduleId, { status, step: 'ended' });
      expect((await inject('POST', `${urlOf(id)}/skip`, { reason: 'x' })).json()).toMatchObject({ status: 409 });
      expect((await get(urlOf(id))).json()).toMatchObject({ status });
    },
  );

  it.each([
    ['failed', 'ended'],
    ['notifying', 'notifying'],
  ] as const)('has a slot without a bundle that is %s begin anew', async (status, step) => {
    const id = await slotOf(quietId, { status, step });
    const answer = await inject('POST', `${urlOf(id, quietId)}/retry`);
    expect([answer.statusCode, answer.json()]).toMatchObject([202, { finishedAt: null }]);
    expect(await slotWhen(urlOf(id, quietId), isEnded)).toMatchObject({ status: 'delivered', failure: null });
  });

  it('has what failed of a bundle delivered again, under the same id, and gives up notices that wait', async () => {
    const id = await slotOf(scheduleId);
    await slotWhen(urlOf(id), ({ bundle }) => bundle !== null);
    const other = await insertTarget(trail.owner, `arrived ${id}`);
    await execute(trail.owner, INSERT_DELIVERED, [id, other]);
    await execute(trail.owner, FAIL_DELIVERY, [id]);
    await execute(trail.owner, INSERT_NOTICE, [id, other]);
    await execute(trail.owner, `update schedule_slot set status = 'notifying', step = 'notifying' where id = $1`, [id]);
    const before = (await get(urlOf(id))).json<ScheduleSlot>().deliveries;
    const after = (await inject('POST', `${urlOf(id)}/retry`)).json<ScheduleSlot>();
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
      const id = await slotOf(scheduleId, { status, step, startsAt: '2090-01-01T00:00:00Z' });
      const answer = (await inject('POST', `${urlOf(id)}/retry`)).json();
      expect(answer).toMatchObject({ status: 409, detail: expect.stringContaining('cannot be tried again: it') });
      expect((await get(urlOf(id))).json()).toMatchObject({ status });
    },
  );

  it('restates a delivered slot, and the restated one in turn, each naming the one before it', async () => {
    const id = await slotOf(quietId);
    const original = await slotWhen(urlOf(id, quietId), isEnded);
    await insertEvents(trail.owner, [anEvent({ arrivedAt: new Date() }), anEvent({ arrivedAt: new Date() })]);
    expect((await get(urlOf(id, quietId))).json()).toMatchObject({ eventsSince: 2 });

    let before = original;
    for (const reason of ['Events came late.', 'And more.']) {
      const answer = await inject('POST', `${urlOf(before.id, quietId)}/restate`, { reason });
      expect(answer.statusCode).toBe(202);
      const location = String(answer.headers.location);
      const restated = await slotWhen(location, isEnded);
      expect(restated).toMatchObject({
        ...{ status: 'delivered', dueAt: original.dueAt, from: original.from, to: original.to, eventsSince: 0 },
        restates: { slotId: before.id, by: 'administrator', reason },
        changes: { originalSlotId: before.id, arrivedSince: reason === 'And more.' ? 0 : 2 },
      });
      expect((await get(urlOf(before.id, quietId))).json()).toMatchObject({ restatedBy: [restated.id] });
      before = restated;
    }
    const { items } = (await get(`/v1/schedules/${quietId}/slots?limit=200`)).json<{ items: ScheduleSlot[] }>();
    expect(items.filter(({ dueAt }) => dueAt === original.dueAt)).toHaveLength(3);
  });

  it('restates it once at a time', async () => {
    const id = await slotOf(quietId);
    await slotWhen(urlOf(id, quietId), isEnded);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => inject('POST', `${urlOf(id, quietId)}/restate`, { reason: 'x' })),
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
      const id = await slotOf(scheduleId, { status, step: steps[status], startsAt: '2090-01-01T00:00:00Z' });
      const answer = (await inject('POST', `${urlOf(id)}/restate`, { reason: 'x' })).json();
      expect(answer).toMatchObject({ status: 409, detail: expect.stringContaining('cannot be restated: it') });
    },
  );

  it('who skips a slot while it is worked on ends it for good', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => slotOf(scheduleId)));
    const answers = [];
    for (const id of ids) {
      await sleep(150);
      answers.push(await inject('POST', `${urlOf(id)}/skip`, { reason: 'Not needed.' }));
    }
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(ids.map(() => 200));
    await sleep(1_500);
    for (const id of ids) {
      const slot = (await get(urlOf(id))).json<ScheduleSlot>();
      expect(slot).toMatchObject({ status: 'skipped', step: 'ended' });
      expect(slot.deliveries.filter(({ status }) => status === 'waiting')).toEqual([]);
    }
  });
});

describe('the ledger', () => {
  it('is read page by page, what was due last first, each slot once', async () => {
    const own = await insertSchedule(trail.owner, aDefinition(), 'paged');
    const due = (day: number) => ({ dueAt: `2026-02-0${day}T00:00:00Z`, startsAt: '2090-01-01T00:00:00Z' });
    const ids: string[] = [];
    for (const day of [3, 1, 5, 2, 4]) ids[day] = await insertSlot(trail.owner, own, due(day));
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: ScheduleSlot[]; nextCursor: string | null } = (
        await get(`/v1/schedules/${own}/slots?limit=2${cursor && `&cursor=${cursor}`}`)
      ).json();
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(found).toEqual([5, 4, 3, 2, 1].map((day) => ids[day]));
    const some = await get(`/v1/schedules/${own}/slots?dueFrom=2026-02-02&dueTo=2026-02-04`);
    expect(some.json<{ items: ScheduleSlot[] }>().items.map(({ id }) => id)).toEqual([ids[3], ids[2]]);
    await inject('POST', `${urlOf(ids[2]!, own)}/skip`, { reason: 'x' });
    const skipped = await get(`/v1/schedules/${own}/slots?status=skipped&status=failed`);
    expect(skipped.json<{ items: ScheduleSlot[] }>().items.map(({ id }) => id)).toEqual([ids[2]]);
    const all = (await get(`/v1/schedule-slots?status=waiting&dueFrom=2026-02-01`)).json<{ items: ScheduleSlot[] }>();
    expect(all.items.map(({ id }) => id)).toEqual(expect.arrayContaining([ids[1], ids[5]]));
    expect(all.items.every(({ status }) => status === 'waiting')).toBe(true);
  });

  it('of a deleted schedule stays', async () => {
    const own = await insertSchedule(trail.owner, aDefinition(), 'deleted');
    const id = await slotOf(own, { status: 'delivered', step: 'ended' });
    await execute(trail.owner, `update schedule set deleted_at = now(), deleted_by = 'x' where id = $1`, [own]);
    expect((await get(`/v1/schedules/${own}/slots`)).json()).toMatchObject({ items: [{ id }] });
    expect((await get(urlOf(id, own))).json()).toMatchObject({ id, scheduleName: 'deleted' });
  });

  it('says what is wrong with a request', async () => {
    const unknown = '11111111-1111-4111-8111-111111111111';
    const id = await slotOf(scheduleId, { status: 'delivered', step: 'ended' });
    const list = `/v1/schedules/${scheduleId}/slots`;
    for (const [status, answer] of [
      [404, await get(`/v1/schedules/${unknown}/slots`)],
      [404, await get('/v1/schedules/%00/slots')],
      [404, await get(urlOf(unknown))],
      [404, await get(urlOf('nonsense'))],
      [404, await get(urlOf(id, quietId))],
      [404, await get(`${urlOf(unknown)}/bundle`)],
      [404, await inject('POST', `${urlOf(unknown)}/skip`, { reason: 'x' })],
      [404, await inject('POST', `${urlOf(id, quietId)}/retry`)],
      [404, await inject('POST', `${urlOf(id, unknown)}/restate`, { reason: 'x' })],
      [400, await get(`${list}?status=done`)],
      [400, await get(`${list}?dueFrom=yesterday`)],
      [400, await get(`${list}?dueFrom=2026-02-04&dueTo=2026-02-04`)],
      [400, await get(`${list}?cursor=x`)],
      [400, await get(`${list}?limit=0`)],
      [400, await get(`/v1/schedule-slots?schedule=x`)],
      [400, await inject('POST', `${urlOf(id)}/skip`, {})],
      [400, await inject('POST', `${urlOf(id)}/skip`, { reason: ' ' })],
      [400, await inject('POST', `${urlOf(id)}/restate`, { reason: 'x', other: 1 })],
    ] as const) {
      expect([status, answer.json()]).toMatchObject([status, { status, detail: expect.any(String) }]);
    }
  });

  it('is measured', async () => {
    const { body } = await trail.app.inject('/metrics');
    for (const status of ['waiting', 'delivered', 'delivered-empty', 'failed', 'skipped']) {
      expect(body).toMatch(new RegExp(`trailkeeper_slots\\{status="${status}"\\} [1-9]`));
    }
    expect(body).toMatch(/trailkeeper_slots_open\{step="notifying"\} \d/);
    expect(body).toMatch(/trailkeeper_slot_oldest_age_seconds [1-9]/);
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
