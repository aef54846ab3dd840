import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Schedule, schedulePresetSchema, schedulePreviewSchema, scheduleSchema } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import { undocumentedRoutes } from '@trailkeeper/http';
import { z } from 'zod';
import { startReporter } from './reporter-app.js';
import { OTHER_TARGET, SCHEDULE, type ScheduleApi, startScheduleApi, TARGET, UNKNOWN_ID, URL } from './schedule-api.js';

let api: ScheduleApi;
beforeAll(async () => {
  api = await startScheduleApi();
});
afterAll(() => api?.stop());
beforeEach(() => api.clear());

describe('a schedule', () => {
  it('is made with all said that the request left open, and shows its next five due times', async () => {
    const answer = await api.ask('POST', URL, SCHEDULE);
    expect(answer.statusCode).toBe(201);
    const schedule = scheduleSchema.strict().parse(answer.json());
    expect(schedule).toEqual({
      id: expect.any(String),
      name: 'Failures, each day',
      reports: ['failures'],
      services: ['key-protect'],
      location: null,
      account: null,
      formats: ['pdf', 'csv'],
      includeEvents: true,
      period: { kind: 'previous-day' },
      cron: '0 6 * * *',
      timeZone: 'Europe/Berlin',
      settlingTime: 'PT2H',
      targets: [TARGET],
      noticeTargets: [TARGET],
      owner: 'administrator',
      enabledFrom: null,
      enabledUntil: null,
      preset: null,
      nextDue: expect.any(Array),
      warnings: [expect.stringContaining('Name another delivery target in noticeTargets.')],
      createdBy: 'administrator',
      createdAt: expect.stringMatching(/\.\d{6}Z$/),
      updatedBy: 'administrator',
      updatedAt: schedule.createdAt,
    });
    expect(schedule.nextDue).toHaveLength(5);
    for (const { dueAt, local, startsAt, from, to } of schedule.nextDue) {
      expect(local).toMatch(/T06:00:00\+0[12]:00$/);
      expect([Date.parse(local), startsAt]).toEqual([Date.parse(dueAt), dueAt]);
      expect(from < to && to < dueAt).toBe(true);
    }
    expect(answer.headers.location).toBe(`${URL}/${schedule.id}`);
    expect((await api.ask('GET', `${URL}/${schedule.id}`)).json()).toEqual(schedule);
    expect((await api.ask('GET', URL)).json()).toEqual({ items: [schedule], nextCursor: null });
  });

  it('keeps what it was given, written one way', async () => {
    const all = {
      ...{ reports: ['deletions', 'failures', 'deletions'], services: ['all', 'kms'], formats: ['csv'] },
      ...{ location: 'us-south', account: 'abc', includeEvents: false, owner: ' Ann ', settlingTime: 'pt36h' },
      ...{ period: { kind: 'previous-quarter', fiscalYearStart: 2 }, when: { every: 'quarter', at: '06:00', day: 5 } },
      ...{ timeZone: 'america/new_york', noticeTargets: [OTHER_TARGET, TARGET] },
      ...{ enabledFrom: '2001-01-01', enabledUntil: '2101-01-01T00:00:00+01:00' },
    };
    expect(await api.saved(all)).toMatchObject({
      ...{ reports: ['deletions', 'failures'], services: ['all', 'kms'], formats: ['csv'] },
      ...{ location: 'us-south', account: 'abc', includeEvents: false, owner: 'Ann', settlingTime: 'PT36H' },
      ...{ period: { kind: 'previous-quarter', fiscalYearStart: 2 }, cron: '0 6 5 2,5,8,11 *' },
      ...{ timeZone: 'America/New_York', targets: [TARGET], noticeTargets: [OTHER_TARGET, TARGET] },
      ...{ warnings: [] },
      ...{ enabledFrom: '2001-01-01T05:00:00.000Z', enabledUntil: '2100-12-31T23:00:00.000Z' },
    });
  });

  it('is made as settings say what a week and a year are, and stays so', async () => {
    const settings = { WEEK_START: 'sunday', FISCAL_YEAR_START: '4' };
    const app = await startReporter(api.database.reporterUrl, settings);
    try {
      const week = { name: 'w', period: { kind: 'previous-week' }, when: { every: 'week', at: '06:00' } };
      const year = { name: 'y', period: { kind: 'previous-year' }, when: { every: 'year', at: '06:00' } };
      await api.ask('POST', URL, { ...SCHEDULE, ...week }, app);
      await api.ask('POST', URL, { ...SCHEDULE, ...year }, app);
    } finally {
      await app.close();
    }
    const { items } = (await api.ask('GET', URL)).json<{ items: Schedule[] }>();
    expect(items.map(({ period, cron }) => ({ period, cron }))).toEqual([
      { period: { kind: 'previous-week', weekStart: 'sunday' }, cron: '0 6 * * 0' },
      { period: { kind: 'previous-year', fiscalYearStart: 4 }, cron: '0 6 1 4 *' },
    ]);
  });

  it('has a name of its own among those that are not deleted', async () => {
    const { id } = await api.saved();
    const other = await api.saved({ name: 'other' });
    for (const answer of [await api.ask('POST', URL, SCHEDULE), await api.ask('PUT', `${URL}/${other.id}`, SCHEDULE)]) {
      expect(answer.json()).toMatchObject({ status: 409, code: 'conflict', errors: [{ field: 'name' }] });
    }
    expect((await api.ask('DELETE', `${URL}/${id}`)).statusCode).toBe(204);
    expect((await api.ask('POST', URL, SCHEDULE)).statusCode).toBe(201);
  });

  it('is made once of several of one name at the same time', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => api.ask('POST', URL, SCHEDULE)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409, 409]);
  });

  it('is changed as a whole', async () => {
    const schedule = await api.saved({ account: 'abc', owner: 'Ann' });
    const answer = await api.ask('PUT', `${URL}/${schedule.id}`, { ...SCHEDULE, name: 'x', when: { cron: '@weekly' } });
    expect(answer.statusCode).toBe(200);
    const changed = scheduleSchema.strict().parse(answer.json());
    expect(changed).toMatchObject({ name: 'x', cron: '0 0 * * 0', account: null, owner: 'administrator' });
    expect([changed.createdAt, changed.updatedAt > schedule.updatedAt]).toEqual([schedule.createdAt, true]);
    expect((await api.ask('GET', `${URL}/${schedule.id}`)).json()).toEqual(changed);
  });

  it('that is deleted is gone, and its row stays', async () => {
    const { id } = await api.saved();
    expect((await api.ask('DELETE', `${URL}/${id}`)).statusCode).toBe(204);
    expect(await api.namesOf()).toEqual([]);
    expect(await query(api.owner, FIND_DELETED, [id])).toEqual([{ by: 'administrator' }]);
    for (const method of ['GET', 'DELETE'] as const)
      expect((await api.ask(method, `${URL}/${id}`)).statusCode).toBe(404);
    expect((await api.ask('PUT', `${URL}/${id}`, SCHEDULE)).statusCode).toBe(404);
  });

  it.each([UNKNOWN_ID, 'nonsense', '%00'])('%s is not known', async (id) => {
    for (const [method, body] of [['GET'], ['PUT', SCHEDULE], ['DELETE']] as const) {
      expect((await api.ask(method, `${URL}/${id}`, body)).json()).toMatchObject({ status: 404, code: 'not_found' });
    }
  });
});

describe('a running reporter', () => {
  it('makes slots of what has come due since they were made last', async () => {
    // It settles for so long that none of them is begun here.
    const { id } = await api.saved({ when: { cron: '@hourly' }, timeZone: 'UTC', settlingTime: 'P31D' });
    await query(api.owner, 'update schedule set slots_made_until = now() - interval $$3 hours$$');
    let due: { dueAt: Date }[] = [];
    for (let tries = 0; tries < 300 && due.length === 0; tries += 1) {
      await sleep(100);
      due = await query(api.owner, FIND_DUE, [id]);
    }
    expect(due.length).toBe(3);
    for (const { dueAt } of due) expect(dueAt.getTime() % 3_600_000).toBe(0);
  });
});

describe('the preview of a schedule', () => {
  it('says when it would be due, and saves nothing', async () => {
    const body = { ...SCHEDULE, when: { cron: '30 2 * * *' }, enabledFrom: '2027-03-27', enabledUntil: '2027-03-30' };
    const answer = await api.ask('POST', `${URL}/preview`, body);
    expect(answer.statusCode).toBe(200);
    expect(schedulePreviewSchema.strict().parse(answer.json()).nextDue).toEqual([
      {
        ...{ dueAt: '2027-03-27T01:30:00.000Z', local: '2027-03-27T02:30:00+01:00' },
        ...{ startsAt: '2027-03-27T01:30:00.000Z', from: '2027-03-25T23:00:00.000Z', to: '2027-03-26T23:00:00.000Z' },
      },
      {
        // 02:30 does not exist
        ...{ dueAt: '2027-03-28T01:00:00.000Z', local: '2027-03-28T03:00:00+02:00' },
        ...{ startsAt: '2027-03-28T01:00:00.000Z', from: '2027-03-26T23:00:00.000Z', to: '2027-03-27T23:00:00.000Z' },
      },
      {
        // not before two hours after the end of the day
        ...{ dueAt: '2027-03-29T00:30:00.000Z', local: '2027-03-29T02:30:00+02:00' },
        ...{ startsAt: '2027-03-29T00:30:00.000Z', from: '2027-03-27T23:00:00.000Z', to: '2027-03-28T22:00:00.000Z' },
      },
    ]);
    expect(await api.namesOf()).toEqual([]);
  });
});

describe('a preset', () => {
  it('names its clause and says what is prescribed and what is our choice', async () => {
    const answer = await api.ask('GET', '/v1/schedule-presets');
    const { items } = z.object({ items: z.array(schedulePresetSchema.strict()) }).parse(answer.json());
    expect(items.map(({ id }) => id)).toEqual([
      ...['pci-dss-10.4.1-daily-review', 'fedramp-au-6-weekly-review', 'sox-quarter-pack'],
    ]);
    for (const { prescribed, ourChoice, clause } of items) {
      expect([prescribed.length > 0, ourChoice.length > 0]).toEqual([true, true]);
      expect(Object.values(clause).every((text) => text.length > 2)).toBe(true);
    }
    expect(items[2]?.prescribed[0]).toContain('prescribes no');
  });

  it.each([
    ['pci-dss-10.4.1-daily-review', { cron: '0 6 * * *', period: { kind: 'previous-day' } }],
    ['fedramp-au-6-weekly-review', { cron: '0 6 * * 1', period: { kind: 'previous-week', weekStart: 'monday' } }],
    [
      'sox-quarter-pack',
      { cron: '0 6 3 1,4,7,10 *', period: { kind: 'previous-quarter', fiscalYearStart: 1 }, settlingTime: 'P1D' },
    ],
  ])('%s makes a schedule of a name, a zone and targets', async (preset, expected) => {
    const answer = await api.ask('POST', URL, { name: preset, preset, timeZone: 'Asia/Kolkata', targets: [TARGET] });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ ...expected, preset, services: ['all'] });
  });

  it('gives way to what the request says', async () => {
    const changes = { reports: ['failures'], when: { cron: '15 7 * * *' }, includeEvents: false };
    const { reports, services, period, when, ...rest } = SCHEDULE;
    expect([reports, services, period, when].length).toBe(4);
    const schedule = await api.ask('POST', URL, { ...rest, preset: 'pci-dss-10.4.1-daily-review', ...changes });
    expect(schedule.json()).toMatchObject({ reports: ['failures'], cron: '15 7 * * *', includeEvents: false });
  });
});

describe('the list of schedules', () => {
  it('comes in pages by name', async () => {
    for (const name of ['b', 'a', '“ç” 😀', 'c', 'B']) await api.saved({ name });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const url: string = `${URL}?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`;
      const page: { items: Schedule[]; nextCursor: string | null } = (await api.ask('GET', url)).json();
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(await api.namesOf());
    expect([...seen].sort()).toEqual(['B', 'a', 'b', 'c', '“ç” 😀']);
  });

  it.each(['cursor=abc', 'limit=0', 'limit=201', 'owner=ann'])('refuses %s', async (search) => {
    const answer = await api.ask('GET', `${URL}?${search}`);
    expect(answer.json()).toMatchObject({ code: 'invalid_request', errors: [{ field: search.split('=')[0] }] });
  });
});

describe('the pages about the API', () => {
  it('describe the routes of schedules', async () => {
    expect(undocumentedRoutes(api.app)).toEqual([]);
    const { paths } = (await api.app.inject('/openapi.json')).json();
    expect(Object.keys(paths[URL]).sort()).toEqual(['get', 'post']);
    expect(Object.keys(paths[`${URL}/{id}`]).sort()).toEqual(['delete', 'get', 'put']);
    expect(Object.keys(paths[`${URL}/preview`])).toEqual(['post']);
  });

  it('take no request without a token', async () => {
    for (const url of [URL, '/v1/schedule-presets']) expect((await api.app.inject(url)).statusCode).toBe(401);
  });
});

const FIND_DUE = `
select slot.due_at as "dueAt" from schedule_slot slot where slot.schedule_id = $1
`;

const FIND_DELETED = `
select schedule.deleted_by as "by" from schedule where schedule.id = $1 and schedule.deleted_at is not null
`;
