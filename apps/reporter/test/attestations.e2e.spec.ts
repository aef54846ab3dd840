import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Attestation, ReportDocument } from '@trailkeeper/contract';
import { openDataSource, query } from '@trailkeeper/database';
import { type TestDatabase } from '@trailkeeper/database/testing';
import type { DataSource } from 'typeorm';
import { insertAttestations } from './made-attestation.js';
import { pdfText } from './pdf-text.js';
import { AUTHORIZATION, endedRun, postReport, startReporterOnTrail } from './reporter-app.js';
import { anEvent, insertEvents } from './sent-event.js';

let database: TestDatabase;
let owner: DataSource;
let app: NestFastifyApplication;
let stop: () => Promise<void>;

beforeAll(async () => void ({ database, owner, app, stop } = await startReporterOnTrail()));
afterAll(() => stop?.());
beforeEach(() => query(owner, 'truncate attestation'));

const URL = '/v1/attestations';
const REQUEST = { action: 'kms.importtoken.read', reason: 'Imports are off.', until: '2099-01-01' };
const UNKNOWN_ID = '11111111-1111-4111-8111-111111111111';

const get = (url: string) => app.inject({ url, headers: AUTHORIZATION });
const post = (body: unknown) =>
  app.inject({ method: 'POST', url: URL, headers: AUTHORIZATION, payload: body as object });
const withdraw = (id: string, search = '?reason=It+was+wrong.') =>
  app.inject({ method: 'DELETE', url: `${URL}/${id}${search}`, headers: AUTHORIZATION });
const made = async (changes: object = {}) => (await post({ ...REQUEST, ...changes })).json<Attestation>();
const actionsOf = async (search: string) =>
  (await get(`${URL}${search}`)).json<{ items: Attestation[] }>().items.map(({ action }) => action);

describe('an attestation', () => {
  it('is recorded under the documented name, with who signed and who recorded it', async () => {
    const answer = await post({
      ...REQUEST,
      action: 'kms.import-token.read',
      reason: '  Imports are off.\n',
      from: '2026-09-01T02:00:00+02:00',
      attestedBy: 'Mira Okafor',
    });
    expect(answer.statusCode).toBe(201);
    const attestation = answer.json<Attestation>();
    expect(attestation).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      action: 'kms.importtoken.read',
      service: 'kms',
      title: expect.any(String),
      reason: 'Imports are off.',
      from: '2026-09-01T00:00:00.000000Z',
      until: '2099-01-01T00:00:00.000000Z',
      attestedBy: 'Mira Okafor',
      recordedBy: 'administrator',
      attestedAt: expect.stringMatching(/^20\d\d-.*Z$/),
      state: 'in-force',
      withdrawal: null,
    });
    expect(answer.headers.location).toBe(`${URL}/${attestation.id}`);
    const again = await get(String(answer.headers.location));
    expect([again.statusCode, again.json()]).toEqual([200, attestation]);
  });

  it('is the caller’s own and for all time before its end, where nothing else is said', async () => {
    expect(await made()).toMatchObject({ from: null, attestedBy: 'administrator', recordedBy: 'administrator' });
  });

  it.each([
    ['an undocumented action', { action: 'kms.secrets.frob' }, ['action']],
    ['an action documented later', { action: 'kms.secrets.purge' }, ['action']],
    ['an action with NUL', { action: 'kms\0' }, ['action']],
    ['a blank reason', { reason: '  ' }, ['reason']],
    ['a reason with half a surrogate pair', { reason: 'a\udc00' }, ['reason']],
    ['a reason too long', { reason: 'x'.repeat(2001) }, ['reason']],
    ['an end in the past', { until: '2020-01-01' }, ['until']],
    ['no end in sight', { until: '2100-01-02' }, ['until']],
    ['an end before its beginning', { from: '2099-01-02' }, ['until']],
    ['a beginning that is no time', { from: 'yesterday' }, ['from']],
    ['a signature with NUL', { attestedBy: '\0' }, ['attestedBy']],
    ['somebody else as its recorder', { recordedBy: 'Mira Okafor' }, ['recordedBy']],
    ['all of it wrong', { action: '', reason: '', until: 'x', from: 'y', attestedBy: '' }, undefined],
  ])('with %s is answered 400, naming the field, and not recorded', async (_, changes, fields) => {
    const answer = await post({ ...REQUEST, ...changes });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    const named = answer.json().errors.map(({ field }: { field: string }) => field);
    expect(named.sort()).toEqual(fields ?? ['action', 'attestedBy', 'from', 'reason', 'until']);
    expect(await actionsOf('')).toEqual([]);
  });

  it('is not recorded from an empty body or without a token', async () => {
    expect((await post(undefined)).statusCode).toBe(400);
    expect((await app.inject({ method: 'POST', url: URL, payload: REQUEST })).statusCode).toBe(401);
    expect(await actionsOf('')).toEqual([]);
  });

  it.each([UNKNOWN_ID, 'nonsense', '%00', `${UNKNOWN_ID}%0A`])('%s is not known', async (id) => {
    for (const answer of [await get(`${URL}/${id}`), await withdraw(id)]) {
      expect(answer.json()).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  it('cannot be changed by the reporter, but for its withdrawal', async () => {
    const { id } = await made();
    const reporter = await openDataSource({ url: database.reporterUrl, applicationName: 'test', poolSize: 1 });
    try {
      for (const statement of [
        `update attestation set reason = 'another'`,
        `update attestation set valid_until = '2099-12-31Z'`,
        'delete from attestation',
      ]) {
        await expect(query(reporter, statement)).rejects.toMatchObject({ code: '42501' });
      }
    } finally {
      await reporter.destroy();
    }
    expect((await get(`${URL}/${id}`)).json()).toMatchObject({ reason: REQUEST.reason, state: 'in-force' });
  });
});

describe('a withdrawal', () => {
  it('stays with the attestation: when, by whom, why', async () => {
    const { id } = await made();
    const answer = await withdraw(id, '?reason=%20Imports+are+on+again.');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      id,
      reason: REQUEST.reason,
      state: 'withdrawn',
      withdrawal: { at: expect.stringMatching(/Z$/), by: 'administrator', reason: 'Imports are on again.' },
    });
    expect((await get(`${URL}/${id}`)).json()).toEqual(answer.json());
  });

  it('is done once: the second is 409 and changes nothing', async () => {
    const { id } = await made();
    const first = await withdraw(id, '?reason=first');
    const second = await withdraw(id, '?reason=second');
    expect(second.json()).toMatchObject({ status: 409, code: 'conflict' });
    expect(second.json().detail).toMatch(/already withdrawn by administrator at 20.*; there is nothing left to do\.$/);
    expect((await get(`${URL}/${id}`)).json()).toEqual(first.json());
  });

  it('succeeds once of several at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id } = await made();
      const answers = await Promise.all(['a', 'b', 'c', 'd'].map((reason) => withdraw(id, `?reason=${reason}`)));
      expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409]);
      const winner = answers.find(({ statusCode }) => statusCode === 200);
      expect((await get(`${URL}/${id}`)).json()).toEqual(winner?.json());
    }
  });

  it.each([
    ['no reason', '', 'reason'],
    ['an empty reason', '?reason=', 'reason'],
    ['a blank reason', '?reason=%20', 'reason'],
    ['a reason with NUL', '?reason=a%00', 'reason'],
    ['a reason too long', `?reason=${'x'.repeat(2001)}`, 'reason'],
    ['an unknown field', '?reason=a&by=b', 'by'],
  ])('with %s is answered 400, naming the field, and changes nothing', async (_, search, field) => {
    const { id } = await made();
    const answer = await withdraw(id, search);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.json().errors[0].field).toBe(field);
    expect((await get(`${URL}/${id}`)).json()).toMatchObject({ state: 'in-force', withdrawal: null });
  });
});

describe('the list of attestations', () => {
  it('comes in pages, the one made last first', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.unshift((await made()).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { id: string }[]; nextCursor: string | null } = (
        await get(`${URL}?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
      ).json();
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
    expect((await get(`${URL}?limit=5`)).json().nextCursor).toBeNull();
  });

  it('pages through those of one moment without losing any', async () => {
    const one = { action: 'kms.secrets.create', from: null, until: new Date('2099-01-01'), isWithdrawn: false };
    const attestedAt = new Date('2026-09-01T00:00:00Z');
    await insertAttestations(
      owner,
      ['a', 'b', 'c'].map((attestedBy) => ({ ...one, attestedBy, attestedAt })),
    );
    const first = (await get(`${URL}?limit=2`)).json();
    const second = (await get(`${URL}?limit=2&cursor=${first.nextCursor}`)).json();
    const signed = [...first.items, ...second.items].map(({ attestedBy }: Attestation) => attestedBy);
    expect([signed.sort(), second.nextCursor]).toEqual([['a', 'b', 'c'], null]);
  });

  it('is filtered by service, family, action under any name, and state', async () => {
    const past = new Date('2026-01-01T00:00:00Z');
    const attested = { action: 'kms.secrets.create', from: null, until: past, attestedBy: 'Mira Okafor' };
    await insertAttestations(owner, [{ ...attested, attestedAt: past, isWithdrawn: false }]); // expired
    await made({ action: 'codeengine.application.create' }); // documented as appliction
    await made({ action: 'kms.secrets.read', from: '2098-01-01' }); // upcoming
    await made();
    await withdraw((await made({ action: 'kms.secrets.list' })).id);

    expect(await actionsOf('?service=all')).toHaveLength(5);
    expect(await actionsOf('?service=kms')).toHaveLength(4);
    expect(await actionsOf('?service=code-engine')).toEqual(['codeengine.appliction.create']);
    expect(await actionsOf('?action=kms.import-token.read')).toEqual(['kms.importtoken.read']);
    expect(await actionsOf('?action=kms.secrets.frob')).toEqual([]);
    expect(await actionsOf('?state=in-force')).toEqual(['kms.importtoken.read', 'codeengine.appliction.create']);
    expect(await actionsOf('?state=expired')).toEqual(['kms.secrets.create']);
    expect(await actionsOf('?state=upcoming')).toEqual(['kms.secrets.read']);
    expect(await actionsOf('?state=withdrawn')).toEqual(['kms.secrets.list']);
    expect(await actionsOf('?state=in-force&service=kms&limit=1')).toEqual(['kms.importtoken.read']);
    expect(await actionsOf('?service=watsonx')).toEqual([]);
  });

  it('shows what a later catalog no longer lists', async () => {
    const attestedAt = new Date('2026-01-01T00:00:00Z');
    const gone = { action: 'kms.gone.create', from: null, until: new Date('2099-01-01'), attestedBy: 'Mira Okafor' };
    await insertAttestations(owner, [{ ...gone, attestedAt, isWithdrawn: false }]);
    expect((await get(`${URL}?action=kms.gone.create`)).json().items).toEqual([
      expect.objectContaining({ action: 'kms.gone.create', service: 'kms', title: null }),
    ]);
  });

  it.each([
    ...['cursor=abc', 'cursor=%00', 'limit=0', 'limit=201', 'limit=many', 'state=lost', 'service=nope', 'service=%00'],
    ...['action=%00', 'action=', 'colour=red'],
    `cursor=${btoa(JSON.stringify(['1999-12-31T23:59:59.999999Z', UNKNOWN_ID]))}`,
  ])('refuses %s', async (search) => {
    const answer = await get(`${URL}?${search}`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.json().errors[0].field).toBe(search.split('=')[0]);
  });
});

describe('a coverage report', () => {
  const REPORT = { kind: 'event-coverage', service: 'kms', from: '2026-09-01', to: '2026-10-01' };

  beforeAll(() => insertEvents(owner, [anEvent({ action: 'kms.secrets.create' })]));

  async function reported() {
    const run = await endedRun(app, (await postReport(app, REPORT)).json().id);
    const [row] = await query<{ document: ReportDocument }>(
      owner,
      'select document from report_document where run_id = $1',
      [run.id],
    );
    const fileOf = async (format: string) =>
      (await get(`/v1/reports/${run.id}/files/${run.files.find((file) => file.format === format)?.name}`)).rawPayload;
    return { document: row!.document, csv: (await fileOf('csv')).toString('utf8'), pdf: await fileOf('pdf') };
  }

  it('counts what is in force for its whole period, and points at what was seen all the same', async () => {
    await made({ reason: 'Imports are off,\nby policy.', attestedBy: 'Mira Okafor' });
    await made({ action: 'kms.secrets.create', reason: '=1+1' });
    await made({ action: 'kms.secrets.read', from: '2026-09-10' });
    await withdraw((await made({ action: 'kms.secrets.list' })).id);

    const { document, csv, pdf } = await reported();
    expect(document.summary).toBe(
      '1 of 24 documented Key Protect actions was seen in September 2026; 22 were not; 1 is attested as not applicable; ' +
        '1 was seen although attested as not applicable; no undocumented action appeared.',
    );
    expect(document.figures[0]?.value).toBeCloseTo(100 / 23, 10);
    expect(document.attention[0]).toEqual({
      text: '1 action attested as not applicable was seen all the same, with 1 event.',
      section: 'attested',
    });
    const section = document.sections.find(({ id }) => id === 'attested');
    expect(section?.table?.rows.map(({ cells }) => cells[0])).toEqual([
      'kms.secrets.create',
      'kms.importtoken.read',
      'kms.secrets.read',
    ]);
    expect(csv).toContain(',attested_by,attested_until,attested_reason\r\n');
    expect(csv).toMatch(/documented,attested,.*kms\.importtoken\.read.*,Mira Okafor,2099-01-01T00:00:00/);
    expect(csv).toContain(`'=1+1`);
    const text = await pdfText(pdf);
    for (const words of ['Attested not applicable', 'Seen: contradicts', 'begins in the period', 'Mira Okafor']) {
      expect(text.replaceAll(/\s/g, '')).toContain(words.replaceAll(' ', ''));
    }
  });

  it('no longer counts what was withdrawn', async () => {
    const { id } = await made();
    expect((await reported()).document.summary).toContain('1 is attested as not applicable');
    await withdraw(id);
    const { document, csv } = await reported();
    expect(document.summary).not.toContain('attested');
    expect(document.sections.map((section) => section.id)).not.toContain('attested');
    expect(csv).not.toContain(',attested,');
  });
});
