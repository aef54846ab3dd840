import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { LastReview, ReportDocument, ReportReview } from '@trailkeeper/contract';
import { execute, query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { AUTHORIZATION, endedRun, postReport, startReporterOnTrail } from './reporter-app.js';
import { type SentRun, insertRun } from './sent-run.js';

let owner: DataSource;
let app: NestFastifyApplication;
let stop: () => Promise<void>;

beforeAll(async () => void ({ owner, app, stop } = await startReporterOnTrail()));
afterAll(() => stop?.());

const get = (url: string) => app.inject({ url, headers: AUTHORIZATION });
const review = (id: string, payload: unknown) =>
  app.inject({ method: 'POST', url: `/v1/reports/${id}/reviews`, headers: AUTHORIZATION, payload: payload as object });

describe('a review', () => {
  it('says who read the report, who recorded it, when, and what was found', async () => {
    const id = await insertRun(owner);
    const answer = await review(id, { note: '  No findings.\n', reviewedBy: 'Mira Okafor' });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      reviewedBy: 'Mira Okafor',
      recordedBy: 'administrator',
      reviewedAt: expect.stringMatching(/^20.*\.\d{6}Z$/),
      note: 'No findings.',
    });
    const second = (await review(id, { note: '“Ça va” 😀' })).json<ReportReview>();
    expect([second.reviewedBy, second.recordedBy]).toEqual(['administrator', 'administrator']);
    const run = (await get(`/v1/reports/${id}`)).json();
    expect(run.reviews).toEqual([answer.json(), second]);
    expect((await get('/v1/reports?reviewed=true')).json().items).toEqual([run]);
  });

  it.each([
    ['no note', {}, ['note']],
    ['no body', undefined, ['note']],
    ['a blank note', { note: ' \n' }, ['note']],
    ['a note with NUL', { note: 'a\0' }, ['note']],
    ['a note with half a surrogate pair', { note: 'a\ud800' }, ['note']],
    ['a long note', { note: 'x'.repeat(2001) }, ['note']],
    ['a note that is none', { note: 7 }, ['note']],
    ['a blank name', { note: 'x', reviewedBy: ' ' }, ['reviewedBy']],
    ['a long name', { note: 'x', reviewedBy: 'x'.repeat(201) }, ['reviewedBy']],
    ['a name with half a surrogate pair', { note: 'x', reviewedBy: '\udc00' }, ['reviewedBy']],
    ['a forged recorder', { note: 'x', recordedBy: 'somebody else' }, ['recordedBy']],
  ])('with %s is refused, naming the field', async (_, payload, fields) => {
    const id = await insertRun(owner);
    const answer = await review(id, payload);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.json().errors.map((error: { field: string }) => error.field)).toEqual(fields);
    expect((await get(`/v1/reports/${id}`)).json().reviews).toEqual([]);
  });

  it.each([
    ['queued', 'it is queued (0%). Try again once it is done.'],
    ['running', 'it is running (0%). Try again once it is done.'],
    ['failed', 'Ask for the report again: POST /v1/reports.'],
  ] as const)('of a run that is %s is refused with the way out', async (status, detail) => {
    const answer = await review(await insertRun(owner, { status }), { note: 'x' });
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'conflict']);
    expect(answer.json().detail).toContain('cannot be reviewed: ');
    expect(answer.json().detail).toContain(detail);
  });

  it('of a run whose files were deleted is refused; those before stay', async () => {
    const id = await insertRun(owner);
    await review(id, { note: 'first' });
    await app.inject({ method: 'DELETE', url: `/v1/reports/${id}?reason=too+old`, headers: AUTHORIZATION });
    const answer = await review(id, { note: 'second' });
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'conflict']);
    expect(answer.json().detail).toContain('deleted by administrator');
    expect((await get(`/v1/reports/${id}`)).json().reviews).toMatchObject([{ note: 'first' }]);
  });

  it('waits for a deletion that is under way, and is refused then', async () => {
    const id = await insertRun(owner);
    const deletion = owner.createQueryRunner();
    await deletion.startTransaction();
    await deletion.query(
      `update report_run set deleted_at = now(), deleted_by = 'x', deletion_reason = 'x' where id = '${id}'`,
    );
    const answer = review(id, { note: 'x' }).then((sent) => sent);
    while ((await query(owner, FIND_WAITING)).length === 0) await sleep(20);
    await deletion.commitTransaction();
    await deletion.release();
    expect((await answer).statusCode).toBe(409);
    expect((await get(`/v1/reports/${id}`)).json().reviews).toEqual([]);
  });

  it.each(['11111111-1111-4111-8111-111111111111', 'nonsense', '%00'])('of a run %s is 404', async (id) => {
    expect((await review(id, { note: 'x' })).json()).toMatchObject({ status: 404, code: 'not_found' });
  });
});

const FIND_WAITING = `
select from pg_stat_activity
where datname = current_database() and application_name = 'trailkeeper-reporter' and wait_event_type = 'Lock'
`;

describe('the last review on a report', () => {
  const SEPTEMBER = { kind: 'event-coverage', service: 'codeengine', from: '2026-09-01', to: '2026-10-01' };
  const AUGUST = { service: 'codeengine', from: '2026-08-01T00:00:00.000Z', to: '2026-09-01T00:00:00.000Z' };

  /** Stores a reviewed run; `at` is the day of the review. */
  async function insertReviewed(changes: Partial<SentRun>, { note = 'x', by = 'Mira Okafor', at = '2026-10-05' } = {}) {
    const id = await insertRun(owner, { ...AUGUST, ...changes });
    await execute(
      owner,
      `insert into report_review (run_id, note, reviewed_by, recorded_by, reviewed_at) values ($1, $2, $3, $4, $5)`,
      [id, note, by, 'administrator', `${at}T12:00:00Z`],
    );
    return id;
  }

  async function lastReviewOf(changes: object = {}): Promise<LastReview | null | undefined> {
    const { id } = (await postReport(app, { ...SEPTEMBER, formats: ['csv'], ...changes })).json();
    expect((await endedRun(app, id)).status).toBe('done');
    const sql = 'select document from report_document where run_id = $1';
    const [row] = await query<{ document: ReportDocument }>(owner, sql, [id]);
    return row?.document.lastReview;
  }

  it('is null until a report of the same kind, service, location and account was reviewed', async () => {
    await insertReviewed({ kind: 'deletions' });
    await insertReviewed({ service: 'kms' });
    await insertReviewed({ location: 'eu-de' });
    await insertReviewed({ account: 'a1' });
    await insertReviewed({ from: '2026-09-01T00:00:00.001Z', to: '2026-10-01T00:00:00.000Z' });
    await insertRun(owner, AUGUST);
    expect(await lastReviewOf()).toBeNull();
    expect(await lastReviewOf({ location: 'eu-de' })).toMatchObject({ note: 'x' });
    expect(await lastReviewOf({ location: 'eu-de', account: 'a1' })).toBeNull();
  });

  it('is the latest of the period that ends last, also when its files are deleted', async () => {
    const july = { from: '2026-07-01T00:00:00.000Z', to: '2026-08-01T00:00:00.000Z' };
    const later = await insertReviewed(july, { note: 'july, late', at: '2026-11-01' });
    expect(await lastReviewOf()).toMatchObject({ runId: later, periodWords: 'July 2026', note: 'july, late' });

    await insertReviewed({}, { note: 'august, first', at: '2026-10-05' });
    const runId = await insertReviewed({}, { note: 'august, second', at: '2026-10-06' });
    await app.inject({ method: 'DELETE', url: `/v1/reports/${runId}?reason=x`, headers: AUTHORIZATION });
    expect(await lastReviewOf()).toEqual({
      runId,
      periodWords: 'August 2026',
      by: 'Mira Okafor (recorded by administrator)',
      at: '2026-10-06T12:00:00.000000Z',
      note: 'august, second',
    });
  });

  it('says the period as its own report does, and in which zone where that is another', async () => {
    const berlin = {
      account: 'zones',
      from: '2026-07-31T22:00:00.000Z',
      to: '2026-08-31T22:00:00.000Z',
      timeZone: 'Europe/Berlin',
    };
    await insertReviewed(berlin);
    expect(await lastReviewOf({ account: 'zones' })).toMatchObject({
      periodWords: 'August 2026 (times in Europe/Berlin)',
    });
    expect(await lastReviewOf({ account: 'zones', timeZone: 'Europe/Berlin' })).toMatchObject({
      periodWords: 'August 2026',
    });
  });

  it('is of the shortest period that ends last, none longer than this one hiding it', async () => {
    const account = 'spans';
    const month = (from: string, to: string) => ({ account, from: `${from}T00:00:00.000Z`, to: `${to}T00:00:00.000Z` });
    const wordsOf = async () => (await lastReviewOf({ account }))?.periodWords;

    await insertReviewed(month('2024-01-01', '2027-01-01'), { at: '2027-03-01' });
    await insertReviewed(month('2026-01-01', '2028-01-01'), { at: '2028-03-01' });
    await insertReviewed(month('2026-01-01', '2027-01-01'), { at: '2027-02-01' });
    expect(await wordsOf()).toBe('2026');
    await insertReviewed(month('2026-07-01', '2026-08-01'), { at: '2026-08-02' });
    expect(await wordsOf()).toBe('July 2026');
    await insertReviewed(month('2026-04-01', '2026-09-01'), { at: '2026-10-10' });
    await insertReviewed(month('2026-08-01', '2026-09-01'), { at: '2026-09-02' });
    expect(await wordsOf()).toBe('August 2026');
    await insertReviewed(month('2026-08-31', '2026-10-01'), { at: '2026-10-03' });
    expect(await wordsOf()).toBe('31 August to 30 September 2026');
  });

  it('names one person where the two are one, and may be of the same period', async () => {
    const period = { from: '2026-09-01T00:00:00.000Z', to: '2026-10-01T00:00:00.000Z' };
    const runId = await insertReviewed(period, { by: 'administrator' });
    expect(await lastReviewOf()).toMatchObject({ runId, periodWords: 'September 2026', by: 'administrator' });
  });
});
