import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readVerifyingKeys, verifyBundle } from '@trailkeeper/bundle';
import type { Schedule, ScheduleSlotDetail } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import { AUTHORIZATION, startReporterOnTrail } from './reporter-app.js';
import { anEvent, insertEvents } from './sent-event.js';

let trail: Awaited<ReturnType<typeof startReporterOnTrail>>;
let folder: string;
let targetId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailkeeper-exports-'));
  trail = await startReporterOnTrail({ DELIVERY_DIRECTORY: folder });
  const target = { name: 'Audit folder', kind: 'directory', settings: { path: 'audit' }, secrets: {} };
  targetId = (await post('/v1/delivery-targets', target)).json<{ id: string }>().id;
});
afterAll(async () => {
  await trail?.stop();
  await rm(folder, { recursive: true, force: true });
});

const get = (url: string) => trail.app.inject({ url, headers: AUTHORIZATION });
const post = (url: string, payload: object) =>
  trail.app.inject({ method: 'POST', url, headers: AUTHORIZATION, payload });

const SCHEDULE = {
  ...{ preset: 'sox-quarter-pack', timeZone: 'Europe/Berlin', services: ['key-protect'], reports: ['deletions'] },
  ...{ formats: ['csv'], includeEvents: true },
};

async function aSchedule(changes: object): Promise<Schedule> {
  const answer = await post('/v1/schedules', {
    ...{ ...SCHEDULE, name: `Quarter ${Math.random()}`, targets: [targetId], ...changes },
  });
  expect(answer.statusCode).toBe(201);
  return answer.json<Schedule>();
}

async function endedSlot(url: string): Promise<ScheduleSlotDetail> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) {
    const slot = (await get(url)).json<ScheduleSlotDetail>();
    if (slot.step === 'ended') return slot;
  }
  throw new Error(`the slot did not end: ${(await get(url)).body}`);
}

async function verified(name: string) {
  const keys = readVerifyingKeys((await trail.app.inject('/v1/signing-keys')).body);
  return verifyBundle(join(folder, 'audit', name), { keys });
}

describe('a due time from before a schedule was made', () => {
  it('can be asked for, is delivered, and verifies with the published keys; late events make a restated one', async () => {
    const schedule = await aSchedule({ name: 'Quarter pack' });
    const asked = await post(`/v1/schedules/${schedule.id}/slots`, {});
    expect(asked.statusCode).toBe(201);
    const url = asked.headers['location'] as string;
    const slot = await endedSlot(url);
    expect(slot).toMatchObject({ status: 'delivered-empty', askedBy: 'administrator', eventsSince: 0, restates: null });
    const [delivery] = slot.deliveries;
    expect(delivery).toMatchObject({ status: 'delivered', possiblyTwice: false, receipts: [{ outcome: 'delivered' }] });
    expect(delivery?.receipts[0]).toMatchObject({ bytes: slot.bundle?.bytes, sha256: slot.bundle?.sha256 });
    const name = slot.bundle?.name ?? '';
    expect(await verified(name)).toMatchObject({ isIntact: true, sha256: slot.bundle?.sha256 });

    const occurredAt = new Date(Date.parse(slot.from) + 3_600_000);
    await insertEvents(trail.owner, [anEvent({ action: 'kms.secrets.delete', occurredAt, arrivedAt: new Date() })]);
    expect((await get(url)).json<ScheduleSlotDetail>().eventsSince).toBe(1);
    const restated = await post(`${url}/restate`, { reason: 'A collector was away.' });
    expect(restated.statusCode).toBe(202);
    const again = await endedSlot(restated.headers['location'] as string);
    expect(again).toMatchObject({
      ...{ status: 'delivered', dueAt: slot.dueAt, eventsSince: 0, askedBy: null },
      restates: { slotId: slot.id, by: 'administrator', reason: 'A collector was away.' },
      changes: { originalSlotId: slot.id, arrivedSince: 1, reports: [{ rows: { before: 0, after: 1 } }] },
    });
    expect(await verified(again.bundle?.name ?? '')).toMatchObject({
      isIntact: true,
      manifest: { restates: { slotId: slot.id, bundle: { name, sha256: slot.bundle?.sha256 } } },
    });
    expect((await readdir(join(folder, 'audit'))).sort()).toEqual([name, again.bundle?.name].sort());
  });

  it('has one slot, whoever asks how often', async () => {
    const { id } = await aSchedule({});
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(`/v1/schedules/${id}/slots`, {})));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409, 409]);
    const { items } = (await get(`/v1/schedules/${id}/slots`)).json<{ items: object[] }>();
    expect(items).toHaveLength(1);
    expect(answers.find(({ statusCode }) => statusCode === 409)?.json().detail).toMatch(/has its slot, .* restate it/);
  });

  it.each([
    ['2026-01-15T12:00:00Z', 400, /no due time of this schedule/],
    ['2099-01-01T05:00:00Z', 400, /has not come yet/],
    ['yesterday', 400, /date .* or an RFC 3339 time/],
  ])('is none at %s', async (dueAt, status, message) => {
    const { id } = await aSchedule({});
    const answer = await post(`/v1/schedules/${id}/slots`, { dueAt });
    expect([answer.statusCode, answer.json().errors]).toEqual([
      status,
      [{ field: 'dueAt', message: expect.stringMatching(message) }],
    ]);
  });

  it('is refused where a slot from before the schedule was changed reports on its period, unless that was skipped', async () => {
    const monthly = { name: 'Month', period: { kind: 'previous-month' } };
    const { id } = await aSchedule({ ...monthly, when: { every: 'month', at: '06:00' } });
    const slot = (
      await post(`/v1/schedules/${id}/slots`, { dueAt: '2024-09-01T04:00:00Z' })
    ).json<ScheduleSlotDetail>();
    await trail.app.inject({
      ...{ method: 'PUT', url: `/v1/schedules/${id}`, headers: AUTHORIZATION },
      payload: { ...SCHEDULE, ...monthly, targets: [targetId], when: { every: 'month', at: '07:00' } },
    });
    const refused = await post(`/v1/schedules/${id}/slots`, { dueAt: '2024-09-01T05:00:00Z' });
    expect(refused.json()).toMatchObject({
      status: 409,
      detail: expect.stringMatching(
        `^Its period is reported on by slot ${slot.id}, which was due at 2024-09-01T04:00:00.000Z. To .* restate it: POST`,
      ),
    });
    expect((await post(`/v1/schedules/${id}/slots`, { dueAt: '2024-10-01T05:00:00Z' })).statusCode).toBe(201);
    await query(trail.owner, SKIP, [slot.id]);
    expect((await post(`/v1/schedules/${id}/slots`, { dueAt: '2024-09-01T05:00:00Z' })).statusCode).toBe(201);
  });

  it('is none of a schedule that was deleted', async () => {
    const { id } = await aSchedule({});
    await trail.app.inject({ method: 'DELETE', url: `/v1/schedules/${id}`, headers: AUTHORIZATION });
    const answer = await post(`/v1/schedules/${id}/slots`, {});
    expect([answer.statusCode, answer.json().detail]).toEqual([404, expect.stringMatching(/was deleted/)]);
  });
});

const SKIP = `
update schedule_slot
set status = 'skipped', step = 'ended', skipped_by = 'x', skip_reason = 'x',
    finished_at = coalesce(schedule_slot.finished_at, now())
where schedule_slot.id = $1
`;
