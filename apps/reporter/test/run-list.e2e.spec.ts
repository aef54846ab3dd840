import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ReportRun } from '@trailkeeper/contract';
import { execute, openDataSource } from '@trailkeeper/database';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { AUTHORIZATION, startReporter } from './reporter-app.js';
import { insertRun } from './sent-run.js';

let database: TestDatabase;
let owner: DataSource;
let app: NestFastifyApplication;
const names = new Map<string, string>();

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 1 });
  app = await startReporter(database.reporterUrl);
  const month = (number: number) => `2026-${String(number).padStart(2, '0')}-01T00:00:00.000Z`;
  for (const [name, changes] of Object.entries({
    july: { from: month(7), to: month(8), requestedAt: '2026-08-01T00:00:00Z', requestedBy: 'Mira Okafor' },
    august: { from: month(8), to: month(9), requestedAt: '2026-09-01T00:00:00.000001Z' },
    september: { from: month(9), to: month(10), requestedAt: '2026-10-01T00:00:00Z' },
    quarter: { from: month(7), to: month(10), requestedAt: '2026-10-02T00:00:00Z', kind: 'deletions' },
  })) {
    names.set(await insertRun(owner, changes), name);
  }
  await execute(owner, REVIEW_JULY);
  await execute(owner, DELETE_AUGUST);
});
afterAll(async () => {
  await app?.close();
  await owner?.destroy();
  await database?.drop();
});

const REVIEW_JULY = `
insert into report_review (run_id, note, reviewed_by, recorded_by)
select id, 'x', 'x', 'x' from report_run where requested_by = 'Mira Okafor'
`;
const DELETE_AUGUST = `
update report_run set deleted_at = now(), deleted_by = 'x', deletion_reason = 'x'
where requested_at = '2026-09-01T00:00:00.000001Z'
`;

const list = (query: string) => app.inject({ url: `/v1/reports?${query}`, headers: AUTHORIZATION });

describe('the list of runs', () => {
  it.each([
    ['', 'quarter september august july'],
    ['requestedBy=Mira%20Okafor', 'july'],
    ['requestedBy=mira', ''],
    ['requestedFrom=2026-09-01', 'quarter september august'],
    ['requestedTo=2026-10-01', 'august july'],
    ['requestedFrom=2026-08-01T02:00:00%2B02:00&requestedTo=2026-10-01T00:00:00.001Z', 'september august july'],
    ['periodFrom=2026-09-01', 'quarter september'],
    ['periodTo=2026-08-01', 'quarter july'],
    ['periodFrom=2026-08-01&periodTo=2026-08-02', 'quarter august'],
    ['periodFrom=2026-10-01', ''],
    ['reviewed=true', 'july'],
    ['reviewed=false', 'quarter september august'],
    ['deleted=true', 'august'],
    ['deleted=false', 'quarter september july'],
    ['deleted=false&reviewed=false&kind=event-coverage&status=done', 'september'],
    ['requestedFrom=0001-01-01&periodTo=9999-12-31T23:59:59-14:00', 'quarter september august july'],
    ['requestedFrom=0000-01-01&periodFrom=0000-01-01', 'quarter september august july'],
  ])('of %p', async (query, expected) => {
    const answer = await list(query);
    expect(answer.statusCode).toBe(200);
    const { items } = answer.json<{ items: ReportRun[] }>();
    expect(items.map(({ id }) => names.get(id)).join(' ')).toBe(expected);
  });

  it('says of a cursor that is none together with the other faults', async () => {
    const answer = await list('cursor=abc&limit=0&requestedFrom=yesterday');
    const fields = answer.json().errors.map((error: { field: string }) => error.field);
    expect([answer.statusCode, fields.sort()]).toEqual([400, ['cursor', 'limit', 'requestedFrom']]);
    expect(answer.json().errors).toContainEqual({
      field: 'cursor',
      message: 'Not a cursor: give "nextCursor" of an answer as it was, or leave it out.',
    });
  });

  it.each([
    ...['cursor=', 'cursor=%00', `cursor=${'x'.repeat(201)}`],
    ...['requestedBy=', 'requestedBy=%00', `requestedBy=${'x'.repeat(201)}`],
    ...['requestedFrom=', 'requestedFrom=yesterday', 'requestedTo=2026-13-01', 'requestedTo=2026-09-01T00:00:00'],
    ...['periodFrom=%00', 'periodFrom=2026-09-01T00:00:00+02:00', 'periodTo=2026-02-30', 'periodTo=-1'],
    ...['reviewed=', 'reviewed=yes', 'deleted=1', 'deleted=true&deleted=false'],
    ...['periodTo=2026-09-01&periodFrom=2026-09-01', 'requestedTo=2026-09-01&requestedFrom=2026-09-02'],
  ])('refuses %s, naming the field', async (query) => {
    const answer = await list(query);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.json().errors.map((error: { field: string }) => error.field)).toEqual([query.split('=')[0]]);
  });
});
