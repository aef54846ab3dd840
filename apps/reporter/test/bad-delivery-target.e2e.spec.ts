import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { aDirectory, aWebhook, SIGNING_SECRET, startTargets, TARGETS_URL } from './started-targets.js';

let targets: Awaited<ReturnType<typeof startTargets>>;
beforeAll(async () => {
  targets = await startTargets();
});
beforeEach(() => targets.clear());
afterAll(() => targets?.stop());

describe('a bad target', () => {
  const refused = async (body: unknown, of?: NestFastifyApplication) => {
    const answer = await targets.ask('POST', TARGETS_URL, body, of);
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
    expect((await targets.ask('GET', TARGETS_URL)).json().items).toEqual([]);
  });

  it('names what may stand in the place of an unknown field', async () => {
    const [error] = await refused(aWebhook(https, { secrets: { signingSecret: SIGNING_SECRET, password: 'x' } }));
    expect(error).toMatchObject({ field: 'secrets.password', allowed: ['signingSecret', 'bearerToken'] });
  });

  it('is one that leads out by a symbolic link, or cannot be written to', async () => {
    await mkdir(join(targets.folder, 'inside'));
    await symlink('/etc', join(targets.folder, 'inside/link'));
    expect(await refused(aDirectory({ settings: { path: 'inside/link' } }))).toEqual([
      { field: 'settings.path', message: expect.stringMatching(/leads out of DELIVERY_DIRECTORY/) },
    ]);
  });

  it('is any directory where there is none to be delivered to', async () => {
    const other = await targets.start({ DELIVERY_DIRECTORY: undefined });
    try {
      expect(await refused(aDirectory(), other)).toEqual([
        { field: 'settings.path', message: expect.stringMatching(/DELIVERY_DIRECTORY is not set/) },
      ]);
    } finally {
      await other.close();
    }
  });

  it.each(['[]', '"x"', 'null', '{"name": "x"', ''])('is not %j', async (body) => {
    expect((await targets.ask('POST', TARGETS_URL, body)).statusCode).toBe(400);
  });

  it('is a change of the kind', async () => {
    const { id } = await targets.made(aDirectory());
    const answer = await targets.ask('PUT', `${TARGETS_URL}/${id}`, aWebhook(https));
    const fields = answer.json().errors.map(({ field }: { field: string }) => field);
    expect(fields.sort()).toEqual([
      'kind',
      'secrets.bearerToken',
      'secrets.signingSecret',
      'settings.path',
      'settings.url',
    ]);
    expect((await targets.ask('PUT', `${TARGETS_URL}/${id}`, aDirectory({ name: 'same kind' }))).statusCode).toBe(200);
  });
});
