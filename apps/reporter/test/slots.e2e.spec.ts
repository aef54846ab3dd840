import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ScheduleSlot, scheduleSlotDetailSchema } from '@trailkeeper/contract';
import { execute, withTransaction } from '@trailkeeper/database';
import { aDefinition } from './a-definition.js';
import { insertSchedule, insertSlot, insertTarget } from './sent-slot.js';
import { isEnded, type SlotApi, startSlotApi } from './slot-api.js';

let api: SlotApi;
beforeAll(async () => {
  api = await startSlotApi();
});
afterAll(async () => {
  await api?.stop();
});

describe('a slot', () => {
  it('goes from its due time to its end, and tells of its reports and its bundle', async () => {
    const id = await api.slotOf(api.quietId);
    const slot = await api.slotWhen(api.urlOf(id, api.quietId), isEnded);
    expect(scheduleSlotDetailSchema.parse(slot)).toEqual(slot);
    expect(slot).toMatchObject({
      ...{ id, scheduleId: api.quietId, scheduleName: 'quiet', status: 'delivered', failure: null, skip: null },
      ...{ from: '2026-09-15T00:00:00.000000Z', to: '2026-09-16T00:00:00.000000Z', timeZone: 'UTC' },
      reports: [{ kind: 'event-coverage', service: 'kms', status: 'done' }],
      bundle: { isKept: true, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ...{ deliveries: [], restates: null, restatedBy: [], eventsSince: 0, eventsSinceUnknown: null, changes: null },
    });
    const run = (await api.get(`/v1/reports/${slot.reports[0]?.runId}`)).json();
    expect(run).toMatchObject({ requestedBy: 'schedule "quiet"', status: 'done' });
  });

  it('with nothing to report ends as delivered empty', async () => {
    const id = await api.slotOf(api.quietId, { from: '2026-08-01T00:00:00Z', to: '2026-08-02T00:00:00Z' });
    expect(await api.slotWhen(api.urlOf(id, api.quietId), isEnded)).toMatchObject({
      status: 'delivered-empty',
      bundle: {},
    });
  });

  it('has its bundle wait for its targets', async () => {
    const id = await api.slotOf(api.scheduleId);
    const slot = await api.slotWhen(api.urlOf(id), ({ bundle }) => bundle !== null);
    expect(slot).toMatchObject({
      ...{ status: 'running', step: 'delivering', finishedAt: null },
      deliveries: [{ targetName: 'regulator', targetKind: 'directory', content: 'bundle', possiblyTwice: false }],
    });
  });
});

describe('a slot whose late events cannot be counted', () => {
  it('is told of all the same, when the count takes longer than 5 s', async () => {
    const id = await api.slotOf(api.quietId);
    await api.slotWhen(api.urlOf(id, api.quietId), isEnded);
    await withTransaction(api.owner, 'READ COMMITTED', async (runner) => {
      await runner.query('lock table audit_event in access exclusive mode');
      const answer = await api.get(api.urlOf(id, api.quietId));
      expect(scheduleSlotDetailSchema.parse(answer.json())).toMatchObject({
        ...{ id, eventsSince: null, eventsSinceUnknown: expect.stringContaining('longer than 5 seconds') },
      });
    });
    const after = (await api.get(api.urlOf(id, api.quietId))).json();
    expect(after).toMatchObject({ eventsSince: 0, eventsSinceUnknown: null });
  });

  it('is told of all the same, when its horizon is of another state of the database', async () => {
    const id = await api.slotOf(api.quietId);
    await api.slotWhen(api.urlOf(id, api.quietId), isEnded);
    await execute(api.owner, INSERT_BATCHES);
    await execute(api.owner, `update schedule_slot set horizon = $2 where id = $1`, [
      id,
      JSON.stringify(OTHER_HORIZON),
    ]);
    const slot = (await api.get(api.urlOf(id, api.quietId))).json();
    expect(slot).toMatchObject({ eventsSince: null, eventsSinceUnknown: expect.stringContaining('restored') });
    await execute(api.owner, `delete from ingest_batch where key_name = 'many'`);
  });

  const OTHER_HORIZON = { snapshot: '3:3:', lastBatch: '1000000000', at: '2001-01-01T00:00:00Z' };
  const INSERT_BATCHES = `
    insert into ingest_batch (key_name, received, stored, duplicates, quarantined)
    select 'many', 0, 0, 0, 0 from generate_series(1, 10001)
  `;
});

describe('the bundle of a slot', () => {
  it('is sent whole and in parts, with what it is', async () => {
    const id = await api.slotOf(api.quietId);
    const { bundle } = await api.slotWhen(api.urlOf(id, api.quietId), isEnded);
    const url = `${api.urlOf(id, api.quietId)}/bundle`;
    const whole = await api.get(url);
    expect([whole.statusCode, whole.headers['content-type'], whole.headers.etag]).toEqual([
      ...[200, 'application/zip', `"${bundle?.sha256}"`],
    ]);
    expect(whole.headers['content-disposition']).toBe(`attachment; filename="${bundle?.name}"`);
    expect(createHash('sha256').update(whole.rawPayload).digest('hex')).toBe(bundle?.sha256);
    const part = await api.get(url, { range: 'bytes=0-3' });
    expect([part.statusCode, part.rawPayload.toString('latin1')]).toEqual([206, 'PK\x03\x04']);
    expect((await api.get(url, { 'if-none-match': `"${bundle?.sha256}"` })).statusCode).toBe(304);
    expect((await api.get(url, { range: `bytes=${bundle?.bytes}-` })).statusCode).toBe(416);

    await execute(api.owner, 'update export_bundle set deleted_at = now() where slot_id = $1', [id]);
    expect((await api.get(url)).json()).toMatchObject({
      status: 410,
      code: 'gone',
      detail: expect.stringContaining(id),
    });
    expect((await api.get(api.urlOf(id, api.quietId))).json()).toMatchObject({ bundle: { isKept: false } });
  });

  it('is refused with 409 while there is none', async () => {
    const id = await api.slotOf(api.scheduleId, { startsAt: '2090-01-01T00:00:00Z' });
    const answer = (await api.get(`${api.urlOf(id)}/bundle`)).json();
    expect(answer).toMatchObject({ status: 409, detail: `Slot ${id} has no bundle: it has not begun.` });
  });
});

describe('the ledger', () => {
  it('is read page by page, what was due last first, each slot once', async () => {
    const own = await insertSchedule(api.owner, aDefinition(), 'paged');
    const due = (day: number) => ({ dueAt: `2026-02-0${day}T00:00:00Z`, startsAt: '2090-01-01T00:00:00Z' });
    const ids: string[] = [];
    for (const day of [3, 1, 5, 2, 4]) ids[day] = await insertSlot(api.owner, own, due(day));
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: ScheduleSlot[]; nextCursor: string | null } = (
        await api.get(`/v1/schedules/${own}/slots?limit=2${cursor && `&cursor=${cursor}`}`)
      ).json();
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(found).toEqual([5, 4, 3, 2, 1].map((day) => ids[day]));
    const some = await api.get(`/v1/schedules/${own}/slots?dueFrom=2026-02-02&dueTo=2026-02-04`);
    expect(some.json<{ items: ScheduleSlot[] }>().items.map(({ id }) => id)).toEqual([ids[3], ids[2]]);
    await api.inject('POST', `${api.urlOf(ids[2]!, own)}/skip`, { reason: 'x' });
    const skipped = await api.get(`/v1/schedules/${own}/slots?status=skipped&status=failed`);
    expect(skipped.json<{ items: ScheduleSlot[] }>().items.map(({ id }) => id)).toEqual([ids[2]]);
    const all = (await api.get(`/v1/schedule-slots?status=waiting&dueFrom=2026-02-01`)).json<{
      items: ScheduleSlot[];
    }>();
    expect(all.items.map(({ id }) => id)).toEqual(expect.arrayContaining([ids[1], ids[5]]));
    expect(all.items.every(({ status }) => status === 'waiting')).toBe(true);
  });

  it('lists the last 20 tries of a delivery; a slot by itself has all', async () => {
    const own = await insertSchedule(api.owner, aDefinition(), 'much tried');
    const id = await api.slotOf(own, { status: 'failed', step: 'ended' });
    await execute(api.owner, INSERT_TRIES, [id, await insertTarget(api.owner, 'down')]);
    const attemptsOf = ({ deliveries }: ScheduleSlot) => deliveries[0]?.receipts.map(({ attempt }) => attempt);
    const { items } = (await api.get(`/v1/schedules/${own}/slots`)).json<{ items: ScheduleSlot[] }>();
    expect(attemptsOf(items[0]!)).toEqual(Array.from({ length: 20 }, (_, at) => 39_980 + at + 1));
    expect(attemptsOf((await api.get(api.urlOf(id, own))).json())).toHaveLength(40_000);
  });

  it('of a deleted schedule stays', async () => {
    const own = await insertSchedule(api.owner, aDefinition(), 'deleted');
    const id = await api.slotOf(own, { status: 'delivered', step: 'ended' });
    await execute(api.owner, `update schedule set deleted_at = now(), deleted_by = 'x' where id = $1`, [own]);
    expect((await api.get(`/v1/schedules/${own}/slots`)).json()).toMatchObject({ items: [{ id }] });
    expect((await api.get(api.urlOf(id, own))).json()).toMatchObject({ id, scheduleName: 'deleted' });
  });

  it('says what is wrong with a request', async () => {
    const unknown = '11111111-1111-4111-8111-111111111111';
    const id = await api.slotOf(api.scheduleId, { status: 'delivered', step: 'ended' });
    const list = `/v1/schedules/${api.scheduleId}/slots`;
    for (const [status, answer] of [
      [404, await api.get(`/v1/schedules/${unknown}/slots`)],
      [404, await api.get('/v1/schedules/%00/slots')],
      [404, await api.get(api.urlOf(unknown))],
      [404, await api.get(api.urlOf('nonsense'))],
      [404, await api.get(api.urlOf(id, api.quietId))],
      [404, await api.get(`${api.urlOf(unknown)}/bundle`)],
      [404, await api.inject('POST', `${api.urlOf(unknown)}/skip`, { reason: 'x' })],
      [404, await api.inject('POST', `${api.urlOf(id, api.quietId)}/retry`)],
      [404, await api.inject('POST', `${api.urlOf(id, unknown)}/restate`, { reason: 'x' })],
      [400, await api.get(`${list}?status=done`)],
      [400, await api.get(`${list}?dueFrom=yesterday`)],
      [400, await api.get(`${list}?dueFrom=2026-02-04&dueTo=2026-02-04`)],
      [400, await api.get(`${list}?cursor=x`)],
      [400, await api.get(`${list}?limit=0`)],
      [400, await api.get(`/v1/schedule-slots?schedule=x`)],
      [400, await api.inject('POST', `${api.urlOf(id)}/skip`, {})],
      [400, await api.inject('POST', `${api.urlOf(id)}/skip`, { reason: ' ' })],
      [400, await api.inject('POST', `${api.urlOf(id)}/restate`, { reason: 'x', other: 1 })],
    ] as const) {
      expect([status, answer.json()]).toMatchObject([status, { status, detail: expect.any(String) }]);
    }
  });

  it('is measured', async () => {
    for (const status of ['failed', 'skipped'] as const) await api.slotOf(api.scheduleId, { status, step: 'ended' });
    const { body } = await api.app.inject('/metrics');
    for (const status of ['waiting', 'delivered', 'delivered-empty', 'failed', 'skipped']) {
      expect(body).toMatch(new RegExp(`trailkeeper_slots\\{status="${status}"\\} [1-9]`));
    }
    expect(body).toMatch(/trailkeeper_slots_open\{step="notifying"\} \d/);
    expect(body).toMatch(/trailkeeper_slot_oldest_age_seconds [1-9]/);
  });
});

// More than a smallint has.
const INSERT_TRIES = `
with delivery as (
  insert into slot_delivery (slot_id, target_id, content, attempts) values ($1, $2, 'notice', 40000) returning id
)
insert into delivery_receipt (delivery_id, attempt, began_at, ended_at, outcome)
select delivery.id, n, now(), now(), 'failed' from delivery, generate_series(1, 40000) n
`;
