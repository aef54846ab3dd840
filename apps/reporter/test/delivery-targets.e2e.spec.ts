import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type DeliveryTarget,
  deliveryTargetSchema,
  type TestDelivery,
  testDeliverySchema,
} from '@trailkeeper/contract';
import { openDataSource, query } from '@trailkeeper/database';
import { type TestDatabase, createTestDatabase } from '@trailkeeper/database/testing';
import { captureLog, undocumentedRoutes } from '@trailkeeper/http';
import type { DataSource } from 'typeorm';
import { reporterSettings } from '../src/config.js';
import { createReporter } from '../src/create-reporter.js';
import { AUTHORIZATION } from './reporter-app.js';
import { aSchedule } from './made-schedule.js';

const URL = '/v1/delivery-targets';
const UNKNOWN_ID = '11111111-1111-4111-8111-111111111111';
const SIGNING_SECRET = 'a-signing-secret-for-tests';
const TOKEN = 'a-bearer-token-for-tests';

const log = captureLog();
/** All that was answered, to look for secrets in. */
let answered = '';
let root: string;
let database: TestDatabase;
let owner: DataSource;
let app: NestFastifyApplication;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'trailkeeper-targets-'));
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
  app = await start();
});
afterAll(async () => {
  await app?.close();
  await owner?.destroy();
  await database?.drop();
  await rm(root, { recursive: true });
});
beforeEach(async () => {
  await query(owner, 'truncate schedule, delivery_target cascade');
});

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** The whole reporter with a log that is kept; `undefined` takes a setting away. */
function start(changes: Record<string, string | undefined> = {}): Promise<NestFastifyApplication> {
  const settings = reporterSettings({
    DATABASE_URL: database.reporterUrl,
    ADMIN_TOKEN: 'an-admin-token-for-tests',
    SECRET_KEY: 'a-secret-key-for-tests',
    ORGANISATION: 'Example Bank AG',
    DELIVERY_DIRECTORY: root,
    DELIVERY_PRIVATE_NETWORKS: '127.0.0.0/8',
    ...changes,
  });
  return createReporter(settings, { level: 'trace', destination: log.destination });
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
async function ask(method: Method, url: string, body?: unknown, of = app) {
  const payload = body === undefined ? {} : { payload: body as object };
  const answer = await of.inject({ method, url, headers: AUTHORIZATION, ...payload });
  answered += `${answer.body}${JSON.stringify(answer.headers)}`;
  return answer;
}

const aDirectory = (changes: object = {}) => ({
  name: 'Auditor',
  kind: 'directory',
  settings: { path: 'auditor' },
  ...changes,
});
const aWebhook = (url: string, changes: object = {}) => ({
  name: 'Hook',
  kind: 'webhook',
  settings: { url },
  secrets: { signingSecret: SIGNING_SECRET, bearerToken: TOKEN },
  ...changes,
});
const made = async (body: object) => (await ask('POST', URL, body)).json<DeliveryTarget>();
const tested = async (id: string, of = app) => {
  const answer = await ask('POST', `${URL}/${id}/test`, undefined, of);
  expect(answer.statusCode).toBe(200);
  return testDeliverySchema.strict().parse(answer.json()) satisfies TestDelivery;
};
const receiver = async (listener: RequestListener) => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

describe('a delivery target', () => {
  it('is made, found, changed and deleted', async () => {
    const answer = await ask('POST', URL, aDirectory());
    expect(answer.statusCode).toBe(201);
    const target = deliveryTargetSchema.strict().parse(answer.json());
    expect(target).toMatchObject({ ...aDirectory(), secrets: [], createdBy: 'administrator' });
    expect(answer.headers['location']).toBe(`${URL}/${target.id}`);
    expect((await ask('GET', `${URL}/${target.id}`)).json()).toEqual(target);

    const changes = { name: 'Auditors', settings: { path: 'auditors/2026' } };
    const changed = await ask('PUT', `${URL}/${target.id}`, changes);
    expect(changed.json()).toEqual({ ...target, ...changes, updatedAt: expect.any(String) });
    expect(changed.json().updatedAt > target.updatedAt).toBe(true);
    expect((await ask('GET', URL)).json()).toEqual({ items: [changed.json()], nextCursor: null });

    expect((await ask('DELETE', `${URL}/${target.id}`)).statusCode).toBe(204);
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['POST', '/test'],
    ] as const) {
      const gone = await ask(method, `${URL}/${target.id}${path}`, method === 'PUT' ? changes : undefined);
      expect(gone.json()).toMatchObject({ status: 404, code: 'not_found' });
    }
    expect((await ask('GET', URL)).json().items).toEqual([]);
    expect((await made(aDirectory({ name: 'Auditors' }))).id).not.toBe(target.id);
  });

  it('has a name of its own', async () => {
    await made(aDirectory());
    const other = await made(aDirectory({ name: 'other' }));
    for (const answer of [
      await ask('POST', URL, aDirectory()),
      await ask('PUT', `${URL}/${other.id}`, { name: 'Auditor', settings: { path: 'a' } }),
    ]) {
      expect(answer.json()).toMatchObject({ status: 409, code: 'conflict', errors: [{ field: 'name' }] });
    }
    const answers = await Promise.all([1, 2, 3].map(() => ask('POST', URL, aDirectory({ name: 'raced' }))));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409]);
  });

  it('comes in pages, the newest first', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.unshift((await made(aDirectory({ name }))).id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: DeliveryTarget[]; nextCursor: string | null } = (
        await ask('GET', `${URL}?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`)
      ).json();
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
    for (const search of ['cursor=abc', 'limit=0', 'limit=201', 'kind=directory']) {
      expect((await ask('GET', `${URL}?${search}`)).json()).toMatchObject({ status: 400, code: 'invalid_request' });
    }
  });

  it('is not deleted while a schedule uses it', async () => {
    const { id } = await made(aDirectory());
    await aSchedule(owner, { name: 'Monthly', targets: [id], madeAt: new Date() });
    const answer = await ask('DELETE', `${URL}/${id}`);
    expect(answer.json()).toMatchObject({ status: 409, code: 'conflict', schedules: ['Monthly'] });
    expect(answer.json().detail).toMatch(/used by the schedule "Monthly"\. Take it out/);
    expect((await ask('GET', `${URL}/${id}`)).statusCode).toBe(200);
  });

  it.each([UNKNOWN_ID, 'nonsense', '%00'])('%s is not known', async (id) => {
    expect((await ask('GET', `${URL}/${id}`)).statusCode).toBe(404);
    expect((await ask('PUT', `${URL}/${id}`, aDirectory())).statusCode).toBe(404);
    expect((await ask('DELETE', `${URL}/${id}`)).statusCode).toBe(404);
    expect((await ask('POST', `${URL}/${id}/test`)).statusCode).toBe(404);
  });

  it('of a kind that this version does not know is shown, and can only be deleted', async () => {
    const { id } = await made(aDirectory());
    await query(owner, `update delivery_target set kind = 'pigeon' where id = $1`, [id]);
    expect((await ask('GET', `${URL}/${id}`)).json()).toMatchObject({ kind: 'pigeon' });
    expect((await ask('PUT', `${URL}/${id}`, aDirectory())).json()).toMatchObject({ status: 422 });
    expect(await tested(id)).toMatchObject({ outcome: 'failed', answer: expect.stringContaining('"pigeon"') });
    expect((await ask('DELETE', `${URL}/${id}`)).statusCode).toBe(204);
  });
});

describe('a bad target', () => {
  const refused = async (body: unknown, of = app) => {
    const answer = await ask('POST', URL, body, of);
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_request' });
    return answer.json<{ errors: { field: string; message: string; allowed?: string[] }[] }>().errors;
  };

  const https = 'https://hooks.example.com/';
  it.each<[string, unknown, [string, RegExp][]]>([
    [
      'nothing',
      {},
      [
        ['kind', /directory/],
        ['name', /Required/],
        ['settings', /Required/],
      ],
    ],
    ['an unknown kind', aDirectory({ kind: 'pigeon' }), [['kind', /Must be directory.*webhook/]]],
    ['a kind of every object', aDirectory({ kind: 'constructor' }), [['kind', /Must be/]]],
    ['a blank name', aDirectory({ name: ' ' }), [['name', /blank/]]],
    ['a name of two lines', aDirectory({ name: 'a\nb' }), [['name', /one line/]]],
    ['a name with NUL', aDirectory({ name: 'a\0' }), [['name', /NUL/]]],
    ['no path', aDirectory({ settings: {} }), [['settings.path', /Required/]]],
    ['an absolute path', aDirectory({ settings: { path: '/etc' } }), [['settings.path', /DELIVERY_DIRECTORY on/]]],
    ['a path outside', aDirectory({ settings: { path: 'a/../..' } }), [['settings.path', /lead out/]]],
    ['secrets for none', aDirectory({ secrets: { token: 'x' } }), [['secrets.token', /Unknown field/]]],
    ['an unknown setting', aDirectory({ settings: { path: 'a', mode: 7 } }), [['settings.mode', /Unknown field/]]],
    ['an unknown field', aDirectory({ owner: 'ann' }), [['owner', /Unknown field/]]],
    ['no secrets', aWebhook(https, { secrets: undefined }), [['secrets', /Required/]]],
    [
      'a short secret',
      aWebhook(https, { secrets: { signingSecret: 'short' } }),
      [['secrets.signingSecret', /24 char/]],
    ],
    ['no address', aWebhook('hooks'), [['settings.url', /Must be a URL/]]],
    ['a private address', aWebhook('https://10.0.0.1/'), [['settings.url', /not a public address.*PRIVATE_NETWORKS/]]],
    ['metadata', aWebhook('https://169.254.169.254/'), [['settings.url', /not a public address/]]],
    ['no encryption', aWebhook('http://8.8.8.8/'), [['settings.url', /Without encryption/]]],
    [
      'several faults',
      aWebhook('x', { name: '', secrets: { signingSecret: 1 }, colour: 'red' }),
      [
        ['colour', /Unknown/],
        ['name', /blank/],
        ['secrets.signingSecret', /string/],
        ['settings.url', /URL/],
      ],
    ],
  ])('with %s is refused, naming the field and the way out', async (_what, body, expected) => {
    const errors = (await refused(body)).sort((a, b) => (a.field < b.field ? -1 : 1));
    expect(errors.map(({ field }) => field)).toEqual(expected.map(([field]) => field));
    for (const [at, [, message]] of expected.entries()) expect(errors[at]?.message).toMatch(message);
    expect((await ask('GET', URL)).json().items).toEqual([]);
  });

  it('names what may stand in the place of an unknown field', async () => {
    const [error] = await refused(aWebhook(https, { secrets: { signingSecret: SIGNING_SECRET, password: 'x' } }));
    expect(error).toMatchObject({ field: 'secrets.password', allowed: ['signingSecret', 'bearerToken'] });
  });

  it('is one that leads out by a symbolic link, or cannot be written to', async () => {
    await mkdir(join(root, 'inside'));
    await symlink('/etc', join(root, 'inside/link'));
    expect(await refused(aDirectory({ settings: { path: 'inside/link' } }))).toEqual([
      { field: 'settings.path', message: expect.stringMatching(/leads out of DELIVERY_DIRECTORY/) },
    ]);
    await chmod(join(root, 'inside'), 0o750);
  });

  it('is any directory where there is none to be delivered to', async () => {
    const other = await start({ DELIVERY_DIRECTORY: undefined });
    try {
      expect(await refused(aDirectory(), other)).toEqual([
        { field: 'settings.path', message: expect.stringMatching(/DELIVERY_DIRECTORY is not set/) },
      ]);
    } finally {
      await other.close();
    }
  });

  it.each(['[]', '"x"', 'null', '{"name": "x"', ''])('is not %j', async (payload) => {
    const headers = { ...AUTHORIZATION, 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url: URL, headers, payload });
    expect(answer.statusCode).toBe(400);
  });

  it('is a change of the kind', async () => {
    const { id } = await made(aDirectory());
    const answer = await ask('PUT', `${URL}/${id}`, aWebhook(https));
    const fields = answer.json().errors.map(({ field }: { field: string }) => field);
    expect(fields.sort()).toEqual([
      'kind',
      'secrets.bearerToken',
      'secrets.signingSecret',
      'settings.path',
      'settings.url',
    ]);
    expect((await ask('PUT', `${URL}/${id}`, aDirectory({ name: 'same kind' }))).statusCode).toBe(200);
  });
});

describe('a test of a target', () => {
  it('really delivers a small file to a directory', async () => {
    const { id } = await made(aDirectory({ settings: { path: 'tested/here' } }));
    const test = await tested(id);
    expect(test).toMatchObject({ outcome: 'delivered', answer: expect.stringContaining('on disk') });
    const place = join(root, 'tested/here', `trailkeeper-test-${test.deliveryId}.txt`);
    expect(test.place).toBe(place);
    const text = await readFile(place, 'utf8');
    expect(text).toMatch(/"Auditor".*\n.*Example Bank AG\n.*administrator\n.*Z\n/);
    expect([test.bytes, test.endedAt >= test.beganAt]).toEqual([Buffer.byteLength(text), true]);
    await tested(id);
    expect(await readdir(join(root, 'tested/here'))).toHaveLength(2);
  });

  it('really posts it to a webhook, with the secrets that are kept', async () => {
    const heard: { headers: RequestListener extends (request: infer R, ...rest: never) => unknown ? R : never }[] = [];
    const url = await receiver((request, response) => {
      heard.push({ headers: request });
      request.resume().on('end', () => response.end('thanks'));
    });
    const { id, secrets } = await made(aWebhook(`${url}/in`));
    expect(secrets).toEqual(['bearerToken', 'signingSecret']);
    expect(await tested(id)).toMatchObject({ outcome: 'delivered', place: `${url}/in`, answer: '200 OK: thanks' });
    await ask('PUT', `${URL}/${id}`, { name: 'Hook', settings: { url: `${url}/other` } });
    expect(await tested(id)).toMatchObject({ outcome: 'delivered', place: `${url}/other` });
    const secretsOnly = { signingSecret: SIGNING_SECRET };
    const replaced = await ask('PUT', `${URL}/${id}`, { name: 'Hook', settings: { url }, secrets: secretsOnly });
    expect(replaced.json().secrets).toEqual(['signingSecret']);
    await tested(id);
    expect(heard.map(({ headers }) => headers.headers.authorization)).toEqual([
      `Bearer ${TOKEN}`,
      `Bearer ${TOKEN}`,
      undefined,
    ]);
  });

  it('says that it failed, or may have arrived, and why', async () => {
    const refusing = await receiver((request, response) => {
      request.resume().on('end', () => response.writeHead(401).end(`no ${request.headers.authorization}`));
    });
    const { id } = await made(aWebhook(refusing));
    expect(await tested(id)).toMatchObject({
      outcome: 'failed',
      place: null,
      answer: expect.stringMatching(/401.*check the bearer token.*no Bearer \[secret\]/),
    });
    const silent = await receiver((request) => void request.resume().on('end', () => request.socket.destroy()));
    const { id: other } = await made(aWebhook(silent, { name: 'silent' }));
    expect(await tested(other)).toMatchObject({ outcome: 'unknown', place: null });
  });

  it('says that SECRET_KEY was changed; new secrets heal it', async () => {
    const url = await receiver((request, response) => void request.resume().on('end', () => response.end()));
    const { id } = await made(aWebhook(url));
    const other = await start({ SECRET_KEY: 'another-key-for-tests' });
    try {
      const { outcome, answer } = await tested(id, other);
      expect(outcome).toBe('failed');
      expect(answer).toMatch(/"Hook" cannot be opened: SECRET_KEY is not the one.*anew/);
      expect((await ask('GET', `${URL}/${id}`, undefined, other)).json().secrets).toHaveLength(2);
      await ask('PUT', `${URL}/${id}`, { ...aWebhook(url), kind: undefined }, other);
      expect(await tested(id, other)).toMatchObject({ outcome: 'delivered' });
    } finally {
      await other.close();
    }
  });
});

describe('the kinds of target', () => {
  it('come with the schemas of what they take', async () => {
    const { items } = (await ask('GET', '/v1/delivery-target-kinds')).json();
    const [directory, webhook] = ['directory', 'webhook'].map((id) =>
      items.find((kind: { id: string }) => kind.id === id),
    );
    expect(directory).toMatchObject({
      isExactlyOnce: true,
      settings: { type: 'object', required: ['path'], additionalProperties: false },
      secrets: { properties: {} },
    });
    expect(webhook).toMatchObject({
      isExactlyOnce: false,
      settings: { properties: { content: { enum: ['bundle', 'link'], default: 'bundle' } } },
      secrets: { required: ['signingSecret'], properties: { signingSecret: { writeOnly: true } } },
    });
  });

  it('are in the pages about the API', async () => {
    expect(undocumentedRoutes(app)).toEqual([]);
    const { paths } = (await app.inject('/openapi.json')).json();
    expect(Object.keys(paths[URL]).sort()).toEqual(['get', 'post']);
    expect(Object.keys(paths[`${URL}/{id}`]).sort()).toEqual(['delete', 'get', 'put']);
    const { example } = paths[URL].post.requestBody.content['application/json'];
    expect((await ask('POST', URL, example)).statusCode).toBe(201);
  });
});

describe('the secrets of a target', () => {
  it('are in no answer, log line or column', async () => {
    const secret = 'a-secret-that-nobody-sees-0123456789';
    const secrets = { signingSecret: secret, bearerToken: secret };
    const url = await receiver((request, response) => {
      request.resume().on('end', () => response.writeHead(500).end(JSON.stringify(request.headers.authorization)));
    });
    const { id } = await made(aWebhook(url, { name: 'x', secrets }));
    for (const body of [
      aWebhook(url, { name: 'x', secrets }),
      aWebhook(url, { name: '', secrets }),
      aWebhook('https://10.0.0.1/', { secrets }),
      aWebhook(url, { kind: 'pigeon', secrets }),
      aWebhook(url, { secrets: { ...secrets, extra: secret } }),
      aWebhook(url, { secrets: { signingSecret: `${secret} with blanks`, bearerToken: secret } }),
      aWebhook(url, { secrets: { signingSecret: `whsec_${secret}` } }),
      aWebhook(url, { secrets: { signingSecret: [secret] } }),
      aWebhook(url, { secrets: secret }),
      aDirectory({ secrets }),
    ]) {
      for (const [method, at] of [
        ['POST', URL],
        ['PUT', `${URL}/${id}`],
      ] as const)
        await ask(method, at, body);
    }
    await app.inject({
      method: 'POST',
      url: URL,
      headers: { ...AUTHORIZATION, 'content-type': 'application/json' },
      payload: `{"secrets": {"signingSecret": "${secret}" `,
    });
    expect(await tested(id)).toMatchObject({ outcome: 'failed', answer: expect.stringContaining('[secret]') });
    await query(owner, `update delivery_target set settings = '{}' where id = $1`, [id]);
    expect(await tested(id)).toMatchObject({ answer: expect.stringMatching(/do not fit this version \(url\)/) });
    await ask('GET', URL);
    await ask('GET', `${URL}/${id}`);

    expect(answered).toContain('Unknown field');
    expect(log.text()).toContain('/v1/delivery-targets');
    const [row] = await query<{ text: string }>(
      owner,
      'select delivery_target::text from delivery_target where id = $1',
      [id],
    );
    const kept =
      JSON.stringify(row) +
      Buffer.from(JSON.stringify(row).match(/\\\\x([0-9a-f]+)/)?.[1] ?? '', 'hex').toString('latin1');
    for (const one of [secret, SIGNING_SECRET, TOKEN]) {
      for (const text of [answered, log.text(), kept]) expect(text).not.toContain(one);
    }
  });
});
