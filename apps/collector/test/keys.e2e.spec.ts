import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { execute, openDataSource } from '@trailkeeper/database';
import { collectorSettings } from '../src/config.js';
import { createCollector } from '../src/create-collector.js';
import { verifyIngestKey } from '../src/keys/verify-ingest-key.js';
import { anEvent } from './an-event.js';
import { INGEST_KEY, post, startSystem, type TestSystem } from './collector.js';
import { cuttableLine } from './cuttable-line.js';

let system: TestSystem;
let app: NestFastifyApplication;

beforeAll(async () => {
  system = await startSystem();
  app = system.collectors[0] as NestFastifyApplication;
});
afterAll(() => system.stop());
beforeEach(() => system.owner.query('truncate ingest_key'));

const newSecret = () => `tk_ingest_${randomBytes(32).toString('base64url')}`;

/** Makes a key as the reporter would and gives its secret. */
async function madeKey(name: string, limits: { services?: string[]; locations?: string[] } = {}): Promise<string> {
  const secret = newSecret();
  const hash = createHash('sha256').update(secret).digest();
  await execute(system.owner, INSERT_KEY, [name, hash, limits.services ?? null, limits.locations ?? null]);
  return secret;
}

const change = (name: string, assignments: string) =>
  execute(system.owner, `update ingest_key set ${assignments} where name = $1`, [name]);

const anew = (fields: object = {}) =>
  JSON.stringify(anEvent({ correlationId: randomBytes(8).toString('hex'), ...fields }));
const sendTo = (collector: NestFastifyApplication, token: string, body = anew()) =>
  post(collector, body, { authorization: `Bearer ${token}` });
const send = (token: string, body?: string) => sendTo(app, token, body);

const REVOKE = `revoked_at = now(), revoked_by = 'x', revocation_reason = 'x'`;

describe('a key made in the reporter', () => {
  it('sends events, which its batches tell by its name, and is noted as used', async () => {
    const token = await madeKey('shipper Frankfurt');
    expect(await send(token)).toMatchObject({ status: 200, body: { stored: 1 } });
    const batches = await system.rows('select key_name as "keyName" from ingest_batch order by id desc limit 1');
    expect(batches).toEqual([{ keyName: 'shipper Frankfurt' }]);
    const [key] = await system.rows<{ at: Date }>('select last_used_at as "at" from ingest_key');
    expect(Date.now() - Number(key?.at)).toBeLessThan(30_000);
  });

  it.each([
    ['is revoked', REVOKE],
    ['expires', 'expires_at = now()'],
  ])('is refused with the very next request once it %s', async (_, assignments) => {
    const token = await madeKey('short-lived');
    const other = await madeKey('other');
    for (let round = 0; round < 10; round += 1) {
      expect((await send(token)).status).toBe(200);
      await change('short-lived', assignments);
      const answer = await send(token);
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized']);
      expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
      await change('short-lived', 'revoked_at = null, revoked_by = null, revocation_reason = null, expires_at = null');
    }
    expect((await send(other)).status).toBe(200);
  });

  it('is refused at once also under a load of requests with it', async () => {
    const token = await madeKey('busy');
    const before = await Promise.all(Array.from({ length: 50 }, () => send(token)));
    expect(new Set(before.map(({ status }) => status))).toEqual(new Set([200]));
    const underWay = Array.from({ length: 50 }, () => send(token));
    await change('busy', REVOKE);
    const after = await Promise.all(Array.from({ length: 50 }, () => send(token)));
    expect(new Set(after.map(({ status }) => status))).toEqual(new Set([401]));
    for (const { status } of await Promise.all(underWay)) expect([200, 401]).toContain(status);
  });

  it('is valid up to its end', async () => {
    const token = await madeKey('until tomorrow');
    await change('until tomorrow', `expires_at = now() + interval '1 day'`);
    expect((await send(token)).status).toBe(200);
  });

  it('stays out of the log, valid or not', async () => {
    const token = await madeKey('quiet');
    await send(token);
    await change('quiet', REVOKE);
    await send(token);
    expect(JSON.stringify(system.log.lines())).not.toContain(token.slice(10));
  });
});

describe('the caller of a key', () => {
  it('has its id and scope, and can be asked again whether the key is still valid', async () => {
    const dataSource = await openDataSource({ url: system.collectorUrl, applicationName: 'test', poolSize: 1 });
    try {
      const verify = verifyIngestKey(INGEST_KEY, dataSource);
      const caller = await verify(await madeKey('long stream', { services: ['kms'] }));
      expect(caller).toMatchObject({
        name: 'long stream',
        keyId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        scope: { services: ['kms'], locations: null, accounts: null },
      });
      expect(await caller?.isStillValid()).toBe(true);
      await change('long stream', REVOKE);
      expect(await caller?.isStillValid()).toBe(false);

      const environment = await verify(INGEST_KEY);
      const scope = { services: null, locations: null, accounts: null };
      expect(environment).toMatchObject({ name: 'INGEST_KEY', keyId: null, scope });
      expect(await environment?.isStillValid()).toBe(true);
    } finally {
      await dataSource.destroy();
    }
  });
});

describe('what is no key', () => {
  it.each([
    ['a secret that was never made', newSecret()],
    ['a secret that is cut', newSecret().slice(0, -1)],
    ['a secret that goes on', `${newSecret()}x`],
    ['the beginning of all secrets', 'tk_ingest_'],
    ['anything else', 'an-administrator-token'],
  ])('is refused: %s', async (_, token) => {
    const before = await system.accounts();
    expect(await send(token)).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(await system.accounts()).toEqual(before);
  });
});

describe('INGEST_KEY of the environment', () => {
  it('is valid while set, under its own name', async () => {
    expect((await send(INGEST_KEY)).status).toBe(200);
    const batches = await system.rows('select key_name as "keyName" from ingest_batch order by id desc limit 1');
    expect(batches).toEqual([{ keyName: 'INGEST_KEY' }]);
  });

  it('may be left out: then only keys of the database are valid', async () => {
    const collector = await createCollector(
      collectorSettings({ DATABASE_URL: system.collectorUrl, LOG_LEVEL: 'silent' }),
    );
    try {
      expect((await sendTo(collector, INGEST_KEY)).status).toBe(401);
      expect((await sendTo(collector, await madeKey('only one'))).status).toBe(200);
    } finally {
      await collector.close();
    }
  });
});

describe('a key while the database is away', () => {
  it('is answered 503 with the time to try again, and is valid once the database is back', async () => {
    const token = await madeKey('patient');
    const line = await cuttableLine(system.collectorUrl);
    const settings = collectorSettings({ DATABASE_URL: line.url, INGEST_KEY, LOG_LEVEL: 'silent' });
    const collector = await createCollector(settings);
    try {
      expect((await sendTo(collector, token)).status).toBe(200);
      await line.cut();
      for (const answer of await Promise.all([1, 2, 3].map(() => sendTo(collector, token)))) {
        expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([503, 'unavailable', '5']);
      }
      expect((await sendTo(collector, 'no key at all')).status).toBe(401);
      await line.mend();
      expect((await sendTo(collector, token)).status).toBe(200);
    } finally {
      await collector.close();
      await line.cut();
    }
  });

  it.each([
    {
      why: 'for a reason of ours',
      breaks: 'alter function use_ingest_key(bytea) rename to use_no_key',
      mends: 'alter function use_no_key(bytea) rename to use_ingest_key',
      answer: { status: 500, body: { code: 'internal_error' } },
    },
    {
      why: 'for want of a right',
      breaks: 'revoke execute on function use_ingest_key from trailkeeper_collector',
      mends: 'grant execute on function use_ingest_key to trailkeeper_collector',
      answer: { status: 503, body: { code: 'unavailable' } },
    },
  ])('is not taken for wrong when the look-up fails $why', async ({ why, breaks, mends, answer }) => {
    const token = await madeKey(`unlucky ${why}`);
    await system.owner.query(breaks);
    try {
      expect(await send(token)).toMatchObject(answer);
    } finally {
      await system.owner.query(mends);
    }
    expect((await send(token)).status).toBe(200);
  });
});

describe('a request that goes on for long', () => {
  it('ends with 401 and its tally once its key is revoked', async () => {
    const token = await madeKey('long line');
    if (app.getHttpServer().address() === null) await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' };
    const request = httpRequest({ port, method: 'POST', path: '/v1/events', headers });
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    request.write(`${anew()}\n`);
    const isStored = async () =>
      (await system.rows(`select 1 from ingest_batch where key_name = 'long line'`)).length > 0;
    for (let tries = 0; tries < 100 && !(await isStored()); tries += 1) await sleep(100);
    await change('long line', REVOKE);
    request.end(`${anew()}\n`);
    const [answer] = await answered;
    const body = JSON.parse(Buffer.concat(await answer.toArray()).toString()) as object;
    expect(answer.statusCode).toBe(401);
    expect(body).toMatchObject({ code: 'unauthorized', tally: { received: 1, stored: 1 } });
    expect(await system.rows(`select received from ingest_batch where key_name = 'long line'`)).toHaveLength(1);
  });
});

describe('an event outside the scope of its key', () => {
  it('is put into quarantine with that reason, and the others are stored', async () => {
    const token = await madeKey('limited', { services: ['code-engine'], locations: ['us-south'] });
    const body = [
      anew({ action: 'codeengine.project.create' }),
      anew(),
      anew({ action: 'codeengine.project.create', logSourceCRN: 'crn:v1:bluemix:public:codeengine:eu-de:a/1:::' }),
    ].join('\n');
    const answer = await send(token, body);
    expect(answer).toMatchObject({ status: 200, body: { received: 3, stored: 1, duplicates: 0, quarantined: 2 } });
    expect(answer.body.problems).toEqual([
      {
        index: 1,
        code: 'out_of_scope',
        message: 'The key may not send events of service kms; allowed: code-engine.',
      },
      {
        index: 2,
        code: 'out_of_scope',
        message: 'The key may not send events of location eu-de; allowed: us-south.',
      },
    ]);
    const kept = await system.rows<{ raw: Buffer }>(
      `select raw from quarantine where code = 'out_of_scope' order by id`,
    );
    expect(kept.map(({ raw }) => raw.toString())).toEqual(body.split('\n').slice(1));
    expect((await send(INGEST_KEY, body)).body).toMatchObject({ stored: 2, duplicates: 1, quarantined: 0 });
  });
});

const INSERT_KEY = `
insert into ingest_key (name, secret_hash, hint, services, locations, created_by)
values ($1, $2, 'hint', $3, $4, 'test')
`;
