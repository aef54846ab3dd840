import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OUTCOMES } from '@trailkeeper/catalog';
import { type SavedView, savedViewSchema } from '@trailkeeper/contract';
import { openDataSource, query } from '@trailkeeper/database';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import { createApp, undocumentedRoutes, VERIFY_CALLER } from '@trailkeeper/http';
import type { DataSource } from 'typeorm';
import { AppModule } from '../src/app.module.js';
import { reporterSettings } from '../src/config.js';

let database: TestDatabase;
let owner: DataSource;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
  app = await startForCallers(database.reporterUrl);
});
afterAll(async () => {
  await app?.close();
  await owner?.destroy();
  await database?.drop();
});
beforeEach(() => query(owner, 'truncate saved_view'));

/** The whole reporter, where a token is the name of its caller. */
function startForCallers(databaseUrl: string): Promise<NestFastifyApplication> {
  const settings = reporterSettings({
    DATABASE_URL: databaseUrl,
    ADMIN_TOKEN: 'an-admin-token-for-tests',
    SECRET_KEY: 'a-secret-key-for-tests',
  });
  const { providers = [], ...module } = AppModule.with(settings);
  const others = providers.filter((one) => !('provide' in one && one.provide === VERIFY_CALLER));
  const verifyCaller = { provide: VERIFY_CALLER, useValue: (name: string) => ({ name }) };
  const options = { name: 'reporter', title: 'x', description: 'x', maxBodyBytes: 64 * 1024 };
  return createApp({ ...module, providers: [...others, verifyCaller] }, { ...options, logger: { level: 'silent' } });
}

const URL = '/v1/views';
const UNKNOWN_ID = '11111111-1111-4111-8111-111111111111';
const VIEW = {
  name: 'Failed deletions',
  isShared: false,
  search: { service: ['kms'], documented: ['yes'], q: 'action:kms.secrets.* -outcome:success "by hand"' },
  period: { kind: 'relative', last: 'P7D' },
  columns: ['occurredAt', 'action', 'initiatorName'],
};

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
const ask = (caller: string, method: Method, url: string, body?: object) =>
  app.inject({ method, url, headers: { authorization: `Bearer ${caller}` }, ...(body && { payload: body }) });
const saved = async (caller: string, changes: object = {}) =>
  (await ask(caller, 'POST', URL, { ...VIEW, ...changes })).json<SavedView>();
const listed = async (caller: string, search = '') =>
  (await ask(caller, 'GET', `${URL}${search}`)).json<{ items: SavedView[]; nextCursor: string | null }>();
const namesOf = async (caller: string) => (await listed(caller)).items.map(({ name }) => name);

describe('a view', () => {
  it('is saved as its caller’s, and given back as it is', async () => {
    const answer = await ask('ann', 'POST', URL, { ...VIEW, name: ' Failed deletions ' });
    expect(answer.statusCode).toBe(201);
    const view = savedViewSchema.strict().parse(answer.json());
    expect(view).toEqual({
      ...VIEW,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      owner: 'ann',
      createdAt: expect.stringMatching(/^20\d\d-.*\.\d{6}Z$/),
      updatedAt: view.createdAt,
    });
    expect(answer.headers.location).toBe(`${URL}/${view.id}`);
    expect((await ask('ann', 'GET', `${URL}/${view.id}`)).json()).toEqual(view);
    expect(await listed('ann')).toEqual({ items: [view], nextCursor: null });
  });

  it.each([
    [{ service: 'kms' }, { service: ['kms'] }],
    [{}, {}],
    [{ q: '' }, {}],
    [
      { action: ['kms.*', 'x'], address: '192.0.2.0/24', reasonCode: '403' },
      { action: ['kms.*', 'x'], address: ['192.0.2.0/24'], reasonCode: ['403'] },
    ],
  ])('searches for %j', async (search, kept) => {
    expect((await saved('ann', { search })).search).toEqual(kept);
  });

  it.each([
    [{ kind: 'all' }, { kind: 'all' }],
    [
      { kind: 'absolute', from: '2026-09-01', to: null },
      { kind: 'absolute', from: '2026-09-01T00:00:00.000Z', to: null },
    ],
    [
      { kind: 'absolute', from: '2026-09-01T02:00:00+02:00', to: '2026-10-01' },
      { kind: 'absolute', from: '2026-09-01T00:00:00.000Z', to: '2026-10-01T00:00:00.000Z' },
    ],
  ])('is for the period %j', async (period, kept) => {
    const view = await saved('ann', { period });
    expect(view.period).toEqual(kept);
    const { id, owner: by, createdAt, updatedAt, ...body } = view;
    expect([by, createdAt]).toEqual(['ann', updatedAt]);
    expect((await ask('ann', 'PUT', `${URL}/${id}`, body)).json()).toMatchObject({ period: kept });
  });

  it.each([
    ['no name', { name: undefined }, 'name'],
    ['a blank name', { name: ' ' }, 'name'],
    ['a name of two lines', { name: 'a\nb' }, 'name'],
    ['a name too long', { name: 'x'.repeat(101) }, 'name'],
    ['no word on sharing', { isShared: undefined }, 'isShared'],
    ['no search', { search: undefined }, 'search'],
    ['an unknown field', { search: { logins: ['5'] } }, 'search.logins'],
    ['times in its search', { search: { last: 'P7D' } }, 'search.last'],
    ['a value that the field cannot have', { search: { outcome: ['failure', 'failed'] } }, 'search.outcome[1]'],
    ['a star where it means nothing', { search: { target: 'a*' } }, 'search.target'],
    ['no period', { period: undefined }, 'period'],
    ['a period of an unknown kind', { period: { kind: 'month' } }, 'period.kind'],
    ['a period of no length', { period: { kind: 'relative', last: 'P0D' } }, 'period.last'],
    ['an absolute period without bounds', { period: { kind: 'absolute', from: null, to: null } }, 'period'],
    ['a bound left out', { period: { kind: 'absolute', from: '2026-09-01' } }, 'period.to'],
    ['a period backwards', { period: { kind: 'absolute', from: '2026-09-02', to: '2026-09-01' } }, 'period.to'],
    ['no column', { columns: [] }, 'columns'],
    ['an unknown column', { columns: ['action', 'colour'] }, 'columns[1]'],
    ['a column twice', { columns: ['action', 'outcome', 'action'] }, 'columns[2]'],
    ['an owner', { owner: 'bob' }, 'owner'],
  ])('with %s is answered 400, naming the field, and not saved', async (_, changes, field) => {
    const { id } = await saved('ann', { name: 'kept' });
    for (const answer of [
      await ask('ann', 'POST', URL, { ...VIEW, ...changes }),
      await ask('ann', 'PUT', `${URL}/${id}`, { ...VIEW, ...changes }),
    ]) {
      expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_request', errors: [{ field }] });
    }
    expect(await namesOf('ann')).toEqual(['kept']);
  });

  it('that cannot be searched for is refused as the search is, with the position', async () => {
    const { id } = await saved('ann', { name: 'kept' });
    const body = { ...VIEW, search: { q: 'kms logins:5' } };
    for (const answer of [await ask('ann', 'POST', URL, body), await ask('ann', 'PUT', `${URL}/${id}`, body)]) {
      expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_query', position: 4, length: 7 });
      expect(answer.json().errors).toEqual([{ field: 'q', message: expect.stringContaining('"logins"') }]);
    }
    expect(await namesOf('ann')).toEqual(['kept']);
  });

  it('that is too long for an address is refused as the search is', async () => {
    const { id } = await saved('ann', { name: 'kept' });
    const body = {
      ...VIEW,
      search: { action: ['密'.repeat(400), '钥'.repeat(400)], q: `target:${'密钥'.repeat(300)}` },
    };
    for (const answer of [await ask('ann', 'POST', URL, body), await ask('ann', 'PUT', `${URL}/${id}`, body)]) {
      expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_request', errors: [{ field: 'action' }] });
      expect(answer.json().detail).toContain('12,000');
    }
    expect(await namesOf('ann')).toEqual(['kept']);
  });

  it('is one of 500 of its owner at most', async () => {
    await query(owner, INSERT_VIEWS, ['ann', 499]);
    const { id } = await saved('ann');
    const answer = await ask('ann', 'POST', URL, { ...VIEW, name: 'one more' });
    expect(answer.json()).toMatchObject({
      status: 409,
      code: 'conflict',
      detail: expect.stringMatching(/500 views.*[Dd]elete/),
    });
    expect((await ask('ann', 'PUT', `${URL}/${id}`, { ...VIEW, name: 'changed' })).statusCode).toBe(200);
    expect((await ask('bob', 'POST', URL, VIEW)).statusCode).toBe(201);
    expect((await ask('ann', 'DELETE', `${URL}/${id}`)).statusCode).toBe(204);
    expect((await ask('ann', 'POST', URL, { ...VIEW, name: 'one more' })).statusCode).toBe(201);
  });

  it('has a name of its own among those of its owner', async () => {
    const { id } = await saved('ann');
    expect((await saved('bob', { isShared: true })).owner).toBe('bob');
    const other = await saved('ann', { name: 'other' });
    for (const answer of [
      await ask('ann', 'POST', URL, VIEW),
      await ask('ann', 'PUT', `${URL}/${other.id}`, { ...VIEW, columns: ['action'] }),
    ]) {
      expect(answer.json()).toMatchObject({ status: 409, code: 'conflict', errors: [{ field: 'name' }] });
    }
    expect((await ask('ann', 'GET', `${URL}/${other.id}`)).json()).toEqual(other);
    expect((await ask('ann', 'PUT', `${URL}/${id}`, VIEW)).statusCode).toBe(200);
  });

  it('is saved once of several of one name at the same time', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask('ann', 'POST', URL, VIEW)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409, 409]);
  });

  it('is changed as a whole', async () => {
    const view = await saved('ann');
    const body = { name: 'all', isShared: true, search: {}, period: { kind: 'all' }, columns: ['id', 'severity'] };
    const answer = await ask('ann', 'PUT', `${URL}/${view.id}`, body);
    expect(answer.statusCode).toBe(200);
    const changed = savedViewSchema.strict().parse(answer.json());
    expect(changed).toEqual({ ...view, ...body, updatedAt: expect.any(String) });
    expect(changed.updatedAt > view.updatedAt).toBe(true);
    expect((await ask('ann', 'GET', `${URL}/${view.id}`)).json()).toEqual(changed);
  });

  it('is deleted', async () => {
    const { id } = await saved('ann');
    await saved('ann', { name: 'kept' });
    const answer = await ask('ann', 'DELETE', `${URL}/${id}`);
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect(await namesOf('ann')).toEqual(['kept']);
    expect((await ask('ann', 'DELETE', `${URL}/${id}`)).statusCode).toBe(404);
  });

  it.each([UNKNOWN_ID, 'nonsense', '%00', `${UNKNOWN_ID}%0A`])('%s is not known', async (id) => {
    for (const answer of [
      await ask('ann', 'GET', `${URL}/${id}`),
      await ask('ann', 'PUT', `${URL}/${id}`, VIEW),
      await ask('ann', 'DELETE', `${URL}/${id}`),
    ]) {
      expect(answer.json()).toMatchObject({ status: 404, code: 'not_found' });
    }
  });
});

describe('a view of somebody else', () => {
  it('does not exist for others while it is private', async () => {
    const view = await saved('ann');
    expect(await namesOf('bob')).toEqual([]);
    const [unknown] = [await ask('bob', 'GET', `${URL}/${UNKNOWN_ID}`)];
    for (const answer of [
      await ask('bob', 'GET', `${URL}/${view.id}`),
      await ask('bob', 'PUT', `${URL}/${view.id}`, VIEW),
      await ask('bob', 'DELETE', `${URL}/${view.id}`),
    ]) {
      const said = ({ code, detail }: { code: string; detail: string }) => [code, detail];
      expect(said(answer.json())).toEqual(said(unknown.json()).map((text) => text.replace(UNKNOWN_ID, view.id)));
    }
    expect((await ask('ann', 'GET', `${URL}/${view.id}`)).json()).toEqual(view);
  });

  it('can be read by all when it is shared, and changed by its owner only', async () => {
    const view = await saved('ann', { isShared: true });
    expect((await ask('bob', 'GET', `${URL}/${view.id}`)).json()).toEqual(view);
    expect((await listed('bob')).items).toEqual([view]);
    for (const answer of [
      await ask('bob', 'PUT', `${URL}/${view.id}`, { ...VIEW, name: 'mine now' }),
      await ask('bob', 'DELETE', `${URL}/${view.id}`),
    ]) {
      expect(answer.json()).toMatchObject({ status: 403, code: 'forbidden' });
      expect(answer.json().detail).toMatch(/ann's.*Save a copy/);
    }
    expect((await ask('ann', 'GET', `${URL}/${view.id}`)).json()).toEqual(view);
    await ask('ann', 'PUT', `${URL}/${view.id}`, { ...VIEW, isShared: false });
    expect((await ask('bob', 'GET', `${URL}/${view.id}`)).statusCode).toBe(404);
  });
});

describe('the list of views', () => {
  it('comes in pages by name and then by id: what is the caller’s and what is shared', async () => {
    for (const name of ['b', 'a', '“ç” 😀', 'c']) await saved('ann', { name });
    for (const name of ['c', 'b', 'bob’s own']) await saved('bob', { name, isShared: name !== 'bob’s own' });
    for (const caller of ['cat', 'dan', 'eve']) await saved(caller, { name: 'b', isShared: true });
    const seen: SavedView[] = [];
    let cursor: string | null = null;
    do {
      const page = await listed('ann', `?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.map(({ name }) => name)).toEqual(['a', 'b', 'b', 'b', 'b', 'b', 'c', 'c', '“ç” 😀']);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(9);
    expect((await listed('ann')).items).toEqual(seen);
    expect((await listed('ann', '?limit=9')).nextCursor).toBeNull();
  });

  const cursor = (value: unknown) => `cursor=${Buffer.from(JSON.stringify(value)).toString('base64url')}`;
  it.each([
    ...['cursor=abc', 'cursor=', 'limit=0', 'limit=201', 'owner=ann', `cursor=${'x'.repeat(1001)}`],
    ...[cursor(['a', 'b']), cursor(['\0', UNKNOWN_ID]), cursor(['\ud800', UNKNOWN_ID]), cursor(['', UNKNOWN_ID])],
    ...[cursor([1, UNKNOWN_ID]), cursor(['a', UNKNOWN_ID, 1]), cursor(null)],
  ])('refuses %s', async (search) => {
    const answer = await ask('ann', 'GET', `${URL}?${search}`);
    expect(answer.json()).toMatchObject({ code: 'invalid_request', errors: [{ field: search.split('=')[0] }] });
  });
});

describe('the pages about the API', () => {
  it('describe the routes of views, and what can be searched for', async () => {
    expect(undocumentedRoutes(app)).toEqual([]);
    const { paths } = (await app.inject('/openapi.json')).json();
    expect(Object.keys(paths[URL]).sort()).toEqual(['get', 'post']);
    expect(Object.keys(paths[`${URL}/{id}`]).sort()).toEqual(['delete', 'get', 'put']);
    const { properties } = paths[URL].post.requestBody.content['application/json'].schema;
    expect(properties.search.properties.outcome).toMatchObject({ type: 'array', items: { enum: [...OUTCOMES] } });
    expect((await app.inject('/docs')).body).toContain('search.outcome');
  });
});

const INSERT_VIEWS = `
insert into saved_view (owner, name, is_shared, search, period, columns)
select $1, 'view ' || number, false, '{}', '{"kind": "all"}', '{action}'
from generate_series(1, $2::integer) as series (number)
`;
