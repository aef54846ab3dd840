import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ReportDocument, ReportRun } from '@trailkeeper/contract';
import { openDataSource, query } from '@trailkeeper/database';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { writePdf } from '../src/render/pdf/write-pdf.js';
import { pdfText } from './pdf-text.js';
import { AUTHORIZATION, endedRun, postReport, startReporter } from './reporter-app.js';
import { anEvent, insertEvents } from './sent-event.js';

let database: TestDatabase;
let owner: DataSource;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
  app = await startReporter(database.reporterUrl);
  await insertEvents(owner, [
    anEvent({ action: 'kms.secrets.create' }),
    anEvent({ action: 'kms.secrets.create', outcome: 'failure' }),
    anEvent({ action: 'kms.secrets-metadata.read' }),
    anEvent({ action: 'kms.secrets.unheard-of' }),
  ]);
});
afterAll(async () => {
  await app?.close();
  await owner?.destroy();
  await database?.drop();
});

const REQUEST = { kind: 'event-coverage', service: 'key-protect', from: '2026-09-01', to: '2026-10-01' };
const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { ...AUTHORIZATION, ...headers } });

describe('a report', () => {
  let run: ReportRun;

  beforeAll(async () => {
    const answer = await postReport(app, REQUEST);
    expect([answer.statusCode, answer.json().status]).toEqual([202, 'queued']);
    expect(answer.headers.location).toBe(`/v1/reports/${answer.json().id}`);
    run = await endedRun(app, answer.json().id);
  });

  it('is made in the background, with both files', () => {
    expect(run).toMatchObject({
      ...REQUEST,
      from: '2026-09-01T00:00:00.000Z',
      to: '2026-10-01T00:00:00.000Z',
      timeZone: 'UTC',
      formats: ['pdf', 'csv'],
      status: 'done',
      progress: 100,
      failure: null,
      requestedBy: 'administrator',
      location: null,
      account: null,
    });
    const short = run.id.slice(0, 6);
    expect(run.files.map((file) => file.name)).toEqual([
      `event-coverage_key-protect_2026-09_run-${short}.pdf`,
      `event-coverage_key-protect_2026-09_run-${short}.csv`,
    ]);
  });

  it('gives a CSV with every documented action, and more', async () => {
    const file = run.files.find(({ format }) => format === 'csv')!;
    const answer = await get(`/v1/reports/${run.id}/files/${file.name}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${file.name}"`,
      'content-length': String(file.bytes),
      etag: `"${file.sha256}"`,
    });
    expect(createHash('sha256').update(answer.rawPayload).digest('hex')).toBe(file.sha256);
    const lines = answer.body.trimEnd().split('\r\n');
    expect(lines.filter((line) => line.startsWith('documented,'))).toHaveLength(24);
    expect(lines.find((line) => line.includes(',kms.secrets.create,'))).toMatch(
      /^documented,seen,key-protect,kms,.*,1,1,0,0,2,0,2026-09-15T10:00:07.000000Z,/,
    );
    expect(lines.find((line) => line.includes(',kms.secrets.readmetadata,'))).toContain(
      ',kms.secrets-metadata.read,1,0,0,0,1,',
    );
    expect(lines.find((line) => line.includes('unheard-of'))).toMatch(/^undocumented,seen,key-protect,kms,/);
  });

  it('gives a PDF that says the result and quotes the CSV', async () => {
    const [pdf, csv] = run.files;
    const answer = await get(`/v1/reports/${run.id}/files/${pdf!.name}`);
    expect(answer.headers['content-type']).toBe('application/pdf');
    const text = await pdfText(answer.rawPayload);
    expect(text).toContain(
      '2 of 24 documented Key Protect actions were seen in September 2026; 22 were not; 1 undocumented action appeared.',
    );
    expect(text).toContain('Example Bank AG');
    expect(text.replaceAll(/\s/g, '')).toContain(csv!.sha256);
  });
});

describe('a report of one format', () => {
  const fileOf = async (run: ReportRun, format: string) => {
    const { name } = run.files.find((file) => file.format === format)!;
    return (await get(`/v1/reports/${run.id}/files/${name}`)).rawPayload;
  };

  it('has no PDF that was not asked for', async () => {
    const run = await endedRun(app, (await postReport(app, { ...REQUEST, formats: ['csv'] })).json().id);
    expect(run.files.map(({ format }) => format)).toEqual(['csv']);
  });

  it('keeps the CSV that its PDF quotes', async () => {
    const scope = { service: 'all', location: 'eu-de', timeZone: 'europe/berlin' };
    const run = await endedRun(app, (await postReport(app, { ...REQUEST, ...scope, formats: ['pdf'] })).json().id);
    const timeZone = 'Europe/Berlin';
    expect(run).toMatchObject({
      ...scope,
      timeZone,
      from: '2026-08-31T22:00:00.000Z',
      formats: ['pdf'],
      status: 'done',
    });
    expect(run.files.map(({ format }) => format)).toEqual(['pdf', 'csv']);
    const text = await pdfText(await fileOf(run, 'pdf'));
    expect(text).toContain('No event in location eu-de is known to have happened in September 2026');
    expect(text).toContain(timeZone);
    const csv = await fileOf(run, 'csv');
    expect(text.replaceAll(/\s/g, '')).toContain(createHash('sha256').update(csv).digest('hex'));
    expect(text).toContain(`${csv.toString().trimEnd().split('\r\n').length - 1} rows`);
  });

  it.each([
    ['all there is', {}],
    ['a place', { service: 'all', location: 'us-south', account: 'a1', timeZone: 'asia/kathmandu' }],
    ['an unfinished period', { to: '2090-01-01', formats: ['pdf'] }],
  ])('is drawn again from its stored document alone, to the byte: %s', async (_, changes) => {
    const run = await endedRun(app, (await postReport(app, { ...REQUEST, ...changes })).json().id);
    const [row] = await query<{ document: ReportDocument }>(
      owner,
      'select document from report_document where run_id = $1',
      [run.id],
    );
    const drawn: Buffer[] = [];
    for await (const piece of writePdf(row!.document)) drawn.push(piece);
    expect(Buffer.concat(drawn).equals(await fileOf(run, 'pdf'))).toBe(true);
  });

  it('counts the days begun of a period that is not over', async () => {
    await insertEvents(owner, [anEvent({ occurredAt: new Date(), location: 'today' })]);
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const period = { from: day(-1), to: day(3), location: 'today' };
    const run = await endedRun(app, (await postReport(app, { ...REQUEST, ...period })).json().id);
    const text = await pdfText(await fileOf(run, 'pdf'));
    expect(text).toMatch(/Days without events in location today: \d of the [23] days begun/);
  });

  it('keeps its document and the catalog it counted against', async () => {
    const [row] = await query<{ format: number; version: string; meaning: string }>(
      owner,
      `select document -> 'format' as "format", version, meaning from report_document
       join report_run on report_run.id = run_id join catalog_version on version = catalog_version limit 1`,
    );
    expect(row?.format).toBe(1);
    expect(createHash('sha256').update(row!.meaning).digest('hex')).toBe(row?.version);
  });
});
