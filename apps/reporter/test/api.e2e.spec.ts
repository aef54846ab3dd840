import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import { undocumentedRoutes } from '@trailkeeper/http';
import { AUTHORIZATION, endedRun, postReport, startReporter } from './reporter-app.js';

let database: TestDatabase;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await startReporter(database.reporterUrl);
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

const REQUEST = { kind: 'event-coverage', service: 'kms', from: '2026-09-01', to: '2026-10-01', formats: ['csv'] };
const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { ...AUTHORIZATION, ...headers } });

describe('the API', () => {
  it('asks for the token on every route but health, metrics, its documentation, links and public keys', async () => {
    const { paths } = (await app.inject('/openapi.json')).json<{ paths: Record<string, Record<string, unknown>> }>();
    const open: string[] = [];
    for (const [path, methods] of Object.entries(paths)) {
      for (const method of Object.keys(methods)) {
        const url = path.replaceAll(/\{\w+\}/g, '11111111-1111-4111-8111-111111111111');
        for (const headers of [{}, { authorization: 'Bearer wrong-wrong-wrong-wrong' }]) {
          const answer = await app.inject({ method: method.toUpperCase() as 'GET', url, headers });
          if (answer.statusCode !== 401) open.push(path);
          else expect(answer.json().code).toBe('unauthorized');
        }
      }
    }
    const expected = ['/', '/docs', '/health/live', '/health/ready', '/metrics', '/openapi.json'];
    // A link to a bundle is signed, and whoever checks a bundle needs the public keys.
    expect([...new Set(open)].sort()).toEqual([...expected, '/v1/bundles/{deliveryId}', '/v1/signing-keys']);
    expect(Object.keys(paths).length).toBeGreaterThanOrEqual(expected.length + 6);
    expect(undocumentedRoutes(app)).toEqual([]);
  });

  it('leads a browser to its documentation', async () => {
    const answer = await app.inject('/');
    expect([answer.statusCode, answer.headers.location]).toEqual([302, '/docs']);
    expect((await app.inject('/docs')).body).toContain('/v1/reports');
    expect((await app.inject('/health/ready')).json()).toEqual({ status: 'ok', checks: { database: 'ok' } });
  });

  it('shows the catalog', async () => {
    const services = (await get('/v1/catalog/services')).json();
    expect(services.catalogVersion).toMatch(/^[0-9a-f]{64}$/);
    expect(services.items[0]).toEqual({
      id: 'kms',
      name: 'Key Protect',
      family: 'key-protect',
      documented: 24,
      documentedLater: 31,
    });
    const kms = (await get('/v1/catalog/services/kms')).json();
    expect(
      kms.sections.map(({ title, actions }: { title: string; actions: unknown[] }) => [title, actions.length]),
    ).toEqual([
      ['Keys', 12],
      ['Policies', 4],
      ['Import tokens', 2],
      ['Registrations', 6],
    ]);
    expect(kms.sections[0].actions[2]).toMatchObject({
      action: 'kms.secrets.readmetadata',
      aliases: [{ action: 'kms.secrets-metadata.read', basis: 'documented' }],
    });
    expect(kms.later).toHaveLength(31);
    for (const service of ['cos', '%00', '__proto__']) {
      expect((await get(`/v1/catalog/services/${service}`)).json()).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  it('describes kinds of report with the schema of their parameters', async () => {
    const { items } = (await get('/v1/report-kinds')).json();
    expect(items.map(({ id }: { id: string }) => id)).toContain('event-coverage');
    expect(items[0].parameters).toMatchObject({
      type: 'object',
      required: ['service', 'from', 'to'],
      additionalProperties: false,
    });
    expect(items[0].parameters.properties.service.enum).toEqual(expect.arrayContaining(['all', 'watsonx', 'kms']));
  });
});

describe('a bad report request', () => {
  it.each([
    ['unknown kind', { kind: 'logins' }, 'kind'],
    ['unknown service', { service: 'nope' }, 'service'],
    ['unknown zone', { timeZone: 'Nope/Nope' }, 'timeZone'],
    ['inverted period', { from: '2026-10-02' }, 'to'],
    ['location with NUL', { location: '\0' }, 'location'],
    ['account with half a surrogate pair', { account: 'a\udc00' }, 'account'],
  ])('with %s is answered 400, naming the field', async (_, changes, field) => {
    const answer = await postReport(app, { ...REQUEST, ...changes });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.json().errors.map((error: { field: string }) => error.field)).toEqual([field]);
  });

  it('names all faults at once and creates nothing', async () => {
    const answer = await postReport(app, {
      kind: 'x',
      service: 'y',
      from: 'z',
      timeZone: 'w',
      formats: ['v'],
      colour: 'red',
    });
    const fields = answer.json().errors.map((error: { field: string }) => error.field);
    expect(fields.sort()).toEqual(['colour', 'formats[0]', 'from', 'kind', 'service', 'timeZone', 'to']);
    expect((await postReport(app, undefined)).statusCode).toBe(400);
    expect((await get('/v1/reports')).json()).toEqual({ items: [], nextCursor: null });
  });
});

describe('the list of runs', () => {
  it('comes in pages, the newest first, filtered', async () => {
    const ids: string[] = [];
    for (const service of ['kms', 'kms', 'codeengine', 'kms', 'all']) {
      ids.unshift((await postReport(app, { ...REQUEST, service })).json().id);
    }
    await Promise.all(ids.map((id) => endedRun(app, id)));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { id: string }[]; nextCursor: string | null } = (
        await get(`/v1/reports?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
      ).json();
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
    expect((await get('/v1/reports?service=kms&status=done')).json().items).toHaveLength(3);
    expect((await get('/v1/reports?status=failed')).json().items).toEqual([]);
  });

  it.each([
    ...['cursor=abc', 'cursor=WzEsMl0', 'limit=0', 'limit=many', 'status=lost', 'colour=red', 'kind=logins'],
    ...['kind=%00', 'service=%00', 'status=%00', 'limit=%00', 'limit=1e99', 'cursor=%00', 'cursor=%F0%9F%98%80'],
    ...['0000-01-01T00:00:00.000000Z', '1999-12-31T23:59:59.999999Z', `2026-01-01T00:00:00.${'9'.repeat(60)}Z`].map(
      (requestedAt) => `cursor=${btoa(JSON.stringify([requestedAt, '11111111-1111-4111-8111-111111111111']))}`,
    ),
  ])('refuses %s', async (query) => {
    const answer = await get(`/v1/reports?${query}`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.json().errors[0].field).toBe(query.split('=')[0]);
  });

  it.each(['11111111-1111-4111-8111-111111111111', 'nonsense', '%00'])('has no run %s', async (id) => {
    expect((await get(`/v1/reports/${id}`)).json()).toMatchObject({ status: 404, code: 'not_found' });
    expect((await get(`/v1/reports/${id}/files/a.csv`)).json()).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('a file', () => {
  let url: string;
  let whole: Buffer;
  let etag: string;

  beforeAll(async () => {
    const run = await endedRun(app, (await postReport(app, REQUEST)).json().id);
    url = `/v1/reports/${run.id}/files/${run.files[0]!.name}`;
    const answer = await get(url);
    [whole, etag] = [answer.rawPayload, String(answer.headers.etag)];
  });

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=100-', 100, undefined],
    ['bytes=-7', -7, undefined],
  ])('is sent in part for %s', async (range, start, end) => {
    const answer = await get(url, { range });
    expect(answer.statusCode).toBe(206);
    expect(answer.rawPayload).toEqual(whole.subarray(start, end));
    expect(answer.headers['content-range']).toMatch(new RegExp(`^bytes \\d+-\\d+/${whole.length}$`));
    expect(answer.headers['content-length']).toBe(String(answer.rawPayload.length));
  });

  it('has no part outside itself', async () => {
    const answer = await get(url, { range: `bytes=${whole.length}-` });
    expect([answer.statusCode, answer.headers['content-range'], answer.json().code]).toEqual([
      416,
      `bytes */${whole.length}`,
      'range_not_satisfiable',
    ]);
  });

  it('is sent whole when the part is of another version', async () => {
    expect((await get(url, { range: 'bytes=0-9', 'if-range': '"other"' })).statusCode).toBe(200);
    expect((await get(url, { range: 'bytes=0-9', 'if-range': etag })).statusCode).toBe(206);
  });

  it('is not sent again to whom has it', async () => {
    const answer = await get(url, { 'if-none-match': etag });
    expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([304, '', etag]);
  });

  it('can be asked for its headers alone', async () => {
    const answer = await app.inject({ method: 'HEAD', url, headers: AUTHORIZATION });
    expect([answer.statusCode, answer.headers['content-length'], answer.headers['accept-ranges'], answer.body]).toEqual(
      [200, String(whole.length), 'bytes', ''],
    );
    expect((await app.inject({ method: 'HEAD', url })).statusCode).toBe(401);
  });

  it('that a run does not have is 404, naming those it has', async () => {
    const answer = await get(url.replace(/[^/]+$/, 'other.pdf'));
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
    expect(answer.json().detail).toContain('.csv');
  });

  it.each(['%00', 'a%00.csv', '%F0%9F%98%80'])(
    'is not named %s, whatever the database thinks of that',
    async (name) => {
      const answer = await get(url.replace(/[^/]+$/, name), {
        range: `bytes=${'9'.repeat(15)}-`,
        'if-none-match': '\u00ff',
      });
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found']);
    },
  );
});
