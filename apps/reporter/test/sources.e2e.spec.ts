import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ReportDocument, Source, SourceList } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { foldActivity } from '../src/activity/fold-activity.js';
import { foldKeyArrivals } from '../src/sources/fold-key-arrivals.js';
import { countEvents, countLate, insertKey, noteBatches, noteReplay } from './heard-source.js';
import { pdfText } from './pdf-text.js';
import { AUTHORIZATION, endedRun, postReport, startReporter, startReporterOnTrail } from './reporter-app.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;

let app: NestFastifyApplication;
let owner: DataSource;
let databaseUrl: string;
let stop: (() => Promise<void>) | undefined;

beforeAll(async () => {
  const trail = await startReporterOnTrail();
  ({ app, owner, stop } = trail);
  databaseUrl = trail.database.reporterUrl;
  await countEvents(owner, 'kms.secrets.create', { every: '1 hour', known: '20 days', ago: '3 days' });
  await countEvents(owner, 'kms.secrets.read', { every: '1 day', known: '20 days', ago: '4 days' });
  await countEvents(owner, 'codeengine.project.create', { every: '1 hour', known: '20 days', ago: '20 minutes' });
  await countEvents(owner, 'made.up.service', { every: '1 day', known: '20 days', ago: '400 days' });
  await countEvents(owner, 'is.volume.create', { every: '1 hour', known: '1 day', ago: '9 days' });
  for (const name of ['alive', 'dead', 'new', 'unused']) await insertKey(owner, name);
  await insertKey(owner, 'lost', 'revoked');
  await insertKey(owner, 'old', 'expired');
  await noteBatches(owner, 'alive', { every: '10 minutes', known: '10 days', ago: '1 minute' });
  for (const name of ['dead', 'lost', 'old', 'INGEST_KEY', 'no key at all']) {
    await noteBatches(owner, name, { every: '10 minutes', known: '10 days', ago: '2 hours' });
  }
  await noteBatches(owner, 'new', { every: '10 minutes', known: '2 days', ago: '1 day' });
});
afterAll(() => stop?.());

async function find(parameters = ''): Promise<Source[]> {
  const answer = await app.inject({ url: `/v1/sources${parameters}`, headers: AUTHORIZATION });
  expect(answer.statusCode).toBe(200);
  const { asOf, items } = answer.json<SourceList>();
  expect(Math.abs(Date.parse(asOf) - Date.now())).toBeLessThan(60_000);
  return items;
}

describe('the sources', () => {
  it('are all services and keys, and say which are silent, before and after folding', async () => {
    const byState = async () => {
      const sources = await find();
      return Object.fromEntries(sources.map(({ kind, name, state }) => [`${kind} ${name}`, state]));
    };
    const before = await byState();
    expect(before).toMatchObject({
      'service kms': 'silent',
      'service codeengine': 'active',
      'service made': 'silent',
      'service is': 'irregular',
      'service pm-20': 'never-seen',
      'key alive': 'active',
      'key dead': 'silent',
      'key INGEST_KEY': 'silent',
      'key new': 'irregular',
      'key unused': 'never-seen',
      'key lost': 'ended',
      'key old': 'ended',
    });
    expect(before).not.toHaveProperty(['key no key at all']);
    await foldActivity(owner);
    await foldKeyArrivals(owner);
    expect(await byState()).toEqual(before);
  });

  it('are no less silent after a replay of what they sent once', async () => {
    const before = await find('?state=silent');
    await noteReplay(owner, 'dead');
    // One pause is an exception, two are a habit: these would be pauses of more than a day.
    await countLate(owner, 'kms.secrets.create', '5 days', '37 hours');
    await countLate(owner, 'kms.secrets.create', '4 days', '0 hours');
    for (const fold of [() => Promise.resolve(), () => foldActivity(owner), () => foldKeyArrivals(owner)]) {
      await fold();
      const after = await find('?state=silent');
      const told = (sources: Source[]) => sources.map(({ name, usualGapSeconds }) => [name, usualGapSeconds]);
      expect(told(after)).toEqual(told(before));
    }
  });

  it('say for how long they are silent, and what is usual', async () => {
    const [made, kms, ...others] = await find('?kind=service&state=silent');
    expect(others).toEqual([]);
    expect(made).toMatchObject({ name: 'made', family: null, usualGapSeconds: DAY, silentAfterSeconds: 2 * DAY });
    expect(kms).toMatchObject({
      kind: 'service',
      name: 'kms',
      family: 'key-protect',
      lastArrivedAt: null,
      usualGapSeconds: HOUR,
      silentAfterSeconds: 2 * HOUR,
    });
    expect(kms?.silentForSeconds).toBeGreaterThanOrEqual(3 * DAY);
    expect(kms?.silentForSeconds).toBeLessThan(3 * DAY + 600);
    expect(kms?.lastEventAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    const keys = await find('?kind=key&state=silent');
    expect(keys.map(({ name }) => name)).toEqual(['INGEST_KEY', 'dead']);
    expect(keys[1]).toMatchObject({ family: null, lastEventAt: null, usualGapSeconds: 900, silentAfterSeconds: HOUR });
  });

  it.each([
    ['kind', '?kind=shipper'],
    ['state', '?state=quiet'],
    ['', '?limit=5'],
  ])('are not filtered by what they do not have: %s', async (field, parameters) => {
    const answer = await app.inject({ url: `/v1/sources${parameters}`, headers: AUTHORIZATION });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.body).toContain(field);
  });

  it('are in the metrics, without the keys that ended', async () => {
    const metrics = (await app.inject('/metrics')).body;
    expect(metrics).toContain('trailkeeper_source_silent{kind="service",source="kms"} 1');
    expect(metrics).toContain('trailkeeper_source_silent{kind="service",source="codeengine"} 0');
    expect(metrics).toContain('trailkeeper_source_silent{kind="service",source="pm-20"} 0');
    expect(metrics).toContain('trailkeeper_source_silent{kind="key",source="dead"} 1');
    expect(metrics).toContain('trailkeeper_source_usual_gap_seconds{kind="service",source="kms"} 3600');
    expect(metrics).not.toContain('source="lost"');
    expect(metrics).not.toMatch(/usual_gap_seconds\{kind="key",source="new"\}/);
    const [, seconds] = /last_event_timestamp_seconds\{kind="key",source="alive"\} ([\d.]+)/.exec(metrics) ?? [];
    expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(600);
  });

  it.each([
    ['all', ['made', 'Key Protect (kms)', 'ingest key "INGEST_KEY"', 'ingest key "dead"']],
    ['key-protect', ['Key Protect (kms)']],
    ['codeengine', undefined],
  ])('are in the report on %s, if they are silent and in scope', async (service, named) => {
    const period = { from: '2026-09-01', to: '2026-10-01' };
    const { id } = (await postReport(app, { kind: 'event-coverage', service, ...period })).json();
    const run = await endedRun(app, id);
    const [stored] = await query<{ document: ReportDocument }>(owner, GET_DOCUMENT, [id]);
    const section = stored?.document.sections.find((one) => one.id === 'silent-sources');
    expect(section?.table?.rows.map(({ cells }) => cells[0])).toEqual(named);
    const file = run.files.find(({ format }) => format === 'pdf');
    const pdf = await app.inject({ url: `/v1/reports/${id}/files/${file?.name}`, headers: AUTHORIZATION });
    const text = await pdfText(pdf.rawPayload);
    expect(text.includes('silent when this report was made')).toBe(named !== undefined);
    expect(text.includes('Silent sources')).toBe(named !== undefined);
  });

  it('are a thousand of those that anybody made up, and a series for 500; how many more there are is said', async () => {
    const list = async () =>
      (await app.inject({ url: '/v1/sources?kind=service', headers: AUTHORIZATION })).json<SourceList>();
    expect((await list()).servicesLeftOut).toEqual({ count: 0, isAtLeast: false });
    await query(owner, MAKE_UP_SERVICES);
    const { servicesLeftOut, items } = await list();
    // Two that were there before were heard longer ago.
    expect(servicesLeftOut).toEqual({ count: 202, isAtLeast: false });
    expect(items.filter(({ family }) => family === null)).toHaveLength(1_000);
    const another = await startReporter(databaseUrl);
    try {
      const metrics = (await another.inject('/metrics')).body;
      expect(metrics).toContain('trailkeeper_sources_left_out{kind="service"} 702');
      expect(metrics).toContain('trailkeeper_sources_left_out{kind="key"} 0');
      expect(metrics.match(/^trailkeeper_source_silent\{kind="service",source="up\d+"\}/gm)).toHaveLength(500);
    } finally {
      await another.close();
    }
    const { id } = (
      await postReport(app, { kind: 'event-coverage', service: 'all', from: '2026-09-01', to: '2026-10-01' })
    ).json();
    await endedRun(app, id);
    const [stored] = await query<{ document: ReportDocument }>(owner, GET_DOCUMENT, [id]);
    expect(JSON.stringify(stored?.document)).toContain('202 more were left out');
  });

  it('leave the other metrics alone when they cannot be read', async () => {
    await query(owner, 'revoke select on activity_count from trailkeeper_reporter');
    const another = await startReporter(databaseUrl);
    try {
      const answer = await another.inject('/metrics');
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain('trailkeeper_sources_read_timestamp_seconds 0');
      expect(answer.body).not.toContain('trailkeeper_source_silent{');
      expect(answer.body).toContain('trailkeeper_build_info{app="reporter"');
    } finally {
      await another.close();
      await query(owner, 'grant select on activity_count to trailkeeper_reporter');
    }
  });
});

const MAKE_UP_SERVICES = `
insert into activity_delta
  (bucket, arrived_bucket, action, emitter, location, account, outcome, events, first_seen, last_seen)
select date_bin('15 minutes', now(), 'epoch'), date_bin('15 minutes', now(), 'epoch'),
       'up' || made.number || '.it.read', '', 'us-south', 'a1', 'success', 1, now(), now()
from generate_series(1, 1200) made (number)
`;

const GET_DOCUMENT = `
select report_document.document from report_document where report_document.run_id = $1
`;
