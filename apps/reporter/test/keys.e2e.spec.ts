import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type CreatedIngestKey, createdIngestKeySchema, type IngestKey, ingestKeySchema } from '@trailkeeper/contract';
import { execute, openDataSource, query } from '@trailkeeper/database';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import { undocumentedRoutes } from '@trailkeeper/http';
import type { DataSource } from 'typeorm';
import { AUTHORIZATION, startReporter } from './reporter-app.js';

let database: TestDatabase;
let owner: DataSource;
let collector: DataSource;
let app: NestFastifyApplication;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
  collector = await openDataSource({ url: database.collectorUrl, applicationName: 'test', poolSize: 2 });
  app = await startReporter(database.reporterUrl);
});
afterAll(async () => {
  await app?.close();
  await Promise.all([owner?.destroy(), collector?.destroy()]);
  await database?.drop();
});
beforeEach(() => query(owner, 'truncate ingest_key'));

const URL = '/v1/keys';
const UNKNOWN_ID = '11111111-1111-4111-8111-111111111111';

const get = (url: string) => app.inject({ url, headers: AUTHORIZATION });
const post = (body: unknown) =>
  app.inject({ method: 'POST', url: URL, headers: AUTHORIZATION, payload: body as object });
const revoke = (id: string, search = '?reason=It+leaked.') =>
  app.inject({ method: 'DELETE', url: `${URL}/${id}${search}`, headers: AUTHORIZATION });
const made = async (changes: object = {}) => (await post({ name: 'shipper', ...changes })).json<CreatedIngestKey>();
const namesOf = async (search: string) =>
  (await get(`${URL}${search}`)).json<{ items: IngestKey[] }>().items.map(({ name }) => name);
/** What the collector is told when somebody sends events with this secret. */
const used = (secret: string) =>
  query<{ name: string }>(collector, 'select * from use_ingest_key($1)', [
    createHash('sha256').update(secret).digest(),
  ]);

describe('a key', () => {
  it('is made with its limits; the answer alone holds its secret, which the collector takes', async () => {
    const limits = { services: ['key-protect', 'is'], locations: ['eu-de', 'global'], accounts: ['67db3d7f'] };
    const answer = await post({ name: ' shipper Frankfurt ', ...limits, expiresAt: '2099-01-01' });
    expect(answer.statusCode).toBe(201);
    const { secret, ...key } = createdIngestKeySchema.strict().parse(answer.json());
    expect(key).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'shipper Frankfurt',
      hint: secret.slice(-4),
      ...limits,
      createdAt: expect.stringMatching(/^20\d\d-.*\.\d{6}Z$/),
      createdBy: 'administrator',
      expiresAt: '2099-01-01T00:00:00.000000Z',
      lastUsedAt: null,
      state: 'active',
      revocation: null,
    });
    expect(secret).toMatch(/^tk_ingest_[\w-]{43}$/);
    expect(answer.headers).toMatchObject({ location: `${URL}/${key.id}`, 'cache-control': 'no-store' });
    expect((await get(`${URL}/${key.id}`)).json()).toEqual(key);
    expect(await used(secret)).toEqual([{ id: key.id, name: 'shipper Frankfurt', ...limits }]);
  });

  it('has no limits and no end where none are given', async () => {
    const none = { services: null, locations: null, accounts: null };
    expect(await made()).toMatchObject({ ...none, expiresAt: null, state: 'active' });
  });

  it('is nowhere shown with its secret or its hash, nor is the secret stored', async () => {
    const { secret, id } = await made();
    await used(secret);
    const hash = createHash('sha256').update(secret).digest();
    const answers = [await get(URL), await get(`${URL}/${id}`), await revoke(id), await get(`${URL}/${id}`)];
    for (const { body } of answers) {
      expect(body).toContain(id);
      for (const told of [secret, secret.slice(10), hash.toString('hex'), hash.toString('base64')]) {
        expect(body).not.toContain(told);
      }
    }
    const [row] = await query<{ row: string }>(owner, 'select ingest_key::text as row from ingest_key');
    expect(row?.row).toContain(hash.toString('hex'));
    expect(row?.row).not.toContain(secret.slice(10, -4));
  });

  it('tells when it was last used', async () => {
    const { id, secret } = await made();
    await used(secret);
    const { lastUsedAt } = (await get(`${URL}/${id}`)).json<IngestKey>();
    expect(Math.abs(Date.now() - Date.parse(lastUsedAt ?? ''))).toBeLessThan(60_000);
  });

  it('keeps its name for ever: a second key of that name is 409, also after the first was revoked', async () => {
    const { id } = await made();
    for (const round of ['active', 'revoked']) {
      const answer = await post({ name: 'shipper' });
      expect([round, answer.json()]).toEqual([round, expect.objectContaining({ status: 409, code: 'conflict' })]);
      expect(answer.json().errors).toEqual([{ field: 'name', message: expect.stringContaining('"shipper"') }]);
      await revoke(id);
    }
    expect(await namesOf('')).toEqual(['shipper']);
  });

  it('is made once of several of one name at the same time', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => post({ name: 'twin' })));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409, 409]);
  });

  it.each([
    ['no name', { name: undefined }, ['name']],
    ['the name of the key of the environment', { name: 'INGEST_KEY' }, ['name']],
    ['half a surrogate pair', { name: 'a\udc00' }, ['name']],
    ['an empty list', { services: [] }, ['services']],
    ['actions for a service', { services: ['kms', 'kms.secrets'] }, ['services[1]']],
    ['an account with its a/', { accounts: ['a/1'] }, ['accounts[0]']],
    ['an end in the past', { expiresAt: '2020-01-01' }, ['expiresAt']],
    ['a secret of one’s own', { secret: 'tk_ingest_mine' }, ['secret']],
    ['all of it wrong', { name: '', services: 1, locations: [''], accounts: [], expiresAt: 1 }, undefined],
  ])('with %s is answered 400, naming the field, and not made', async (_, changes, fields) => {
    const answer = await post({ name: 'shipper', ...changes });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    const named = answer.json().errors.map(({ field }: { field: string }) => field);
    expect(named.sort()).toEqual(fields ?? ['accounts', 'expiresAt', 'locations[0]', 'name', 'services']);
    expect(await namesOf('')).toEqual([]);
  });

  it('is not made from an empty body or without a token, nor with an ingest key', async () => {
    const { secret } = await made();
    expect((await post(undefined)).statusCode).toBe(400);
    for (const headers of [{}, { authorization: `Bearer ${secret}` }]) {
      expect((await app.inject({ method: 'POST', url: URL, headers, payload: { name: 'x' } })).statusCode).toBe(401);
      expect((await app.inject({ url: URL, headers })).statusCode).toBe(401);
    }
    expect(await namesOf('')).toEqual(['shipper']);
  });

  it.each([UNKNOWN_ID, 'nonsense', '%00', `${UNKNOWN_ID}%0A`])('%s is not known', async (id) => {
    for (const answer of [await get(`${URL}/${id}`), await revoke(id)]) {
      expect(answer.json()).toMatchObject({ status: 404, code: 'not_found' });
    }
  });
});

describe('a revocation', () => {
  it('ends the key at once and stays with it: when, by whom, why', async () => {
    const { id, secret } = await made();
    const other = await made({ name: 'other' });
    const answer = await revoke(id, '?reason=%20It+leaked.');
    expect(answer.statusCode).toBe(200);
    expect(ingestKeySchema.strict().parse(answer.json())).toMatchObject({
      id,
      state: 'revoked',
      revocation: { at: expect.stringMatching(/Z$/), by: 'administrator', reason: 'It leaked.' },
    });
    expect((await get(`${URL}/${id}`)).json()).toEqual(answer.json());
    expect([await used(secret), await used(other.secret)]).toEqual([[], [expect.objectContaining({ name: 'other' })]]);
  });

  it('is done once of several at the same time; the others are 409 and change nothing', async () => {
    const { id } = await made();
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((reason) => revoke(id, `?reason=${reason}`)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409]);
    const winner = answers.find(({ statusCode }) => statusCode === 200);
    expect((await get(`${URL}/${id}`)).json()).toEqual(winner?.json());
    expect((await revoke(id)).json()).toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('administrator'),
    });
  });

  it.each([
    ['no reason', '', 'reason'],
    ['a blank reason', '?reason=%20', 'reason'],
    ['a reason with NUL', '?reason=a%00', 'reason'],
    ['a reason too long', `?reason=${'x'.repeat(1001)}`, 'reason'],
    ['an unknown field', '?reason=a&by=b', 'by'],
  ])('with %s is answered 400, naming the field, and changes nothing', async (_, search, field) => {
    const { id, secret } = await made();
    const answer = await revoke(id, search);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.json().errors[0].field).toBe(field);
    expect(await used(secret)).toHaveLength(1);
  });
});

describe('the list of keys', () => {
  it('comes in pages, the one made last first, also of keys of one moment', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await made({ name });
    await execute(owner, `update ingest_key set created_at = '2026-09-01Z' where name in ('a', 'b', 'c')`);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: IngestKey[]; nextCursor: string | null } = (
        await get(`${URL}?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
      ).json();
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.slice(0, 2)).toEqual(['e', 'd']);
    expect([...seen].sort()).toEqual(names);
    expect((await get(`${URL}?limit=5`)).json().nextCursor).toBeNull();
  });

  it('is filtered by state; revoked wins over expired', async () => {
    await made({ name: 'active' });
    await made({ name: 'ends some day', expiresAt: '2099-01-01' });
    await made({ name: 'expired' });
    await revoke((await made({ name: 'revoked' })).id);
    await revoke((await made({ name: 'expired and revoked' })).id);
    await execute(owner, `update ingest_key set expires_at = now() where name like 'expired%'`);
    expect(await namesOf('')).toHaveLength(5);
    expect(await namesOf('?state=active')).toEqual(['ends some day', 'active']);
    expect(await namesOf('?state=expired')).toEqual(['expired']);
    expect(await namesOf('?state=revoked')).toEqual(['expired and revoked', 'revoked']);
    expect(await namesOf('?state=revoked&limit=1')).toEqual(['expired and revoked']);
  });

  it.each(['cursor=abc', 'limit=0', 'limit=201', 'state=lost', 'state=', 'name=x'])('refuses %s', async (search) => {
    const answer = await get(`${URL}?${search}`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.json().errors[0].field).toBe(search.split('=')[0]);
  });
});

describe('the pages about the API', () => {
  it('describe the routes of keys', async () => {
    expect(undocumentedRoutes(app)).toEqual([]);
    const { paths } = (await app.inject('/openapi.json')).json();
    expect(Object.keys(paths[URL]).sort()).toEqual(['get', 'post']);
    expect(Object.keys(paths[`${URL}/{id}`]).sort()).toEqual(['delete', 'get']);
  });
});
