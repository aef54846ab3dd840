import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { isSignedBy, publicKeyPem } from '@trailkeeper/bundle';
import {
  type RotatedSigningKey,
  rotatedSigningKeySchema,
  type SigningKey,
  signingKeySchema,
} from '@trailkeeper/contract';
import { execute, query } from '@trailkeeper/database';
import { undocumentedRoutes } from '@trailkeeper/http';
import { SigningKeys } from '../src/signing-keys/signing-keys.js';
import { AUTHORIZATION, startReporter, startReporterOnTrail } from './reporter-app.js';

const URL = '/v1/signing-keys';

let trail: Awaited<ReturnType<typeof startReporterOnTrail>>;
let app: NestFastifyApplication;
let second: NestFastifyApplication;

beforeAll(async () => {
  trail = await startReporterOnTrail();
  app = trail.app;
  second = await startReporter(trail.database.reporterUrl);
});
afterAll(async () => {
  await second?.close();
  await trail?.stop();
});
beforeEach(() => execute(trail.owner, 'truncate signing_key cascade'));

const rotate = async (reporter = app) =>
  (await reporter.inject({ method: 'POST', url: URL, headers: AUTHORIZATION })).json<RotatedSigningKey>();
const listed = async (search = '') =>
  (await app.inject(`${URL}${search}`)).json<{ items: SigningKey[]; nextCursor: string | null }>();
const signer = (reporter = app) => reporter.get(SigningKeys, { strict: false }).signer();

describe('the signing key', () => {
  it('is made when the first bundle asks for it, stays the same, and is listed for anyone', async () => {
    expect(await listed()).toEqual({ items: [], nextCursor: null });
    const { keyId, publicKey } = await signer();
    expect((await signer()).keyId).toBe(keyId);
    const { items } = await listed();
    expect(items.map((item) => signingKeySchema.strict().parse(item))).toEqual([
      {
        id: keyId,
        algorithm: 'Ed25519',
        fingerprint: expect.stringMatching(new RegExp(`^${keyId}[0-9a-f]{48}$`)),
        publicKey: publicKey.toString('base64'),
        pem: publicKeyPem(publicKey),
        createdAt: expect.stringMatching(/^20\d\d-.*\.\d{6}Z$/),
        retiredAt: null,
      },
    ]);
  });

  it('signs what its public part, as it is listed, proves', async () => {
    const { sign } = await signer();
    const [key] = (await listed()).items;
    const publicKey = Buffer.from(key?.publicKey ?? '', 'base64');
    expect(isSignedBy(publicKey, Buffer.from('x'), sign(Buffer.from('x')))).toBe(true);
    expect(isSignedBy(publicKey, Buffer.from('y'), sign(Buffer.from('x')))).toBe(false);
  });

  it('is one for several reporters that make the first at the same time', async () => {
    for (let round = 0; round < 10; round += 1) {
      await execute(trail.owner, 'truncate signing_key cascade');
      const signers = await Promise.all([app, second, app, second, app, second].map(signer));
      expect(new Set(signers.map(({ keyId }) => keyId)).size).toBe(1);
      expect((await listed()).items).toHaveLength(1);
    }
  });

  it('is stored sealed, and shown nowhere', async () => {
    await signer();
    const rows = await query<{ row: Buffer }>(trail.owner, 'select sealed_private_key as "row" from signing_key');
    expect(rows[0]?.row.toString('latin1')).not.toContain('PRIVATE KEY');
    expect((await app.inject(URL)).body).not.toMatch(/private/i);
  });

  it('does not sign with another SECRET_KEY, and says what to do; a new key works then', async () => {
    const { keyId } = await signer();
    const changed = await startReporter(trail.database.reporterUrl, { SECRET_KEY: 'another-secret-key-for-tests' });
    try {
      await expect(signer(changed)).rejects.toThrow(
        `The signing key ${keyId} cannot be opened: SECRET_KEY is not the one it was sealed with. Set it to what it was, or ` +
          'make a new key with POST /v1/signing-keys.',
      );
      const { id } = await rotate(changed);
      expect((await signer(changed)).keyId).toBe(id);
    } finally {
      await changed.close();
    }
  });
});

describe('a rotation', () => {
  it('puts a new key to use, retires the one before, and says who did it', async () => {
    const { keyId } = await signer();
    const answer = await app.inject({ method: 'POST', url: URL, headers: AUTHORIZATION });
    expect(answer.statusCode).toBe(201);
    const made = rotatedSigningKeySchema.strict().parse(answer.json());
    expect(made).toMatchObject({
      retiredAt: null,
      createdBy: 'administrator',
      retired: { id: keyId, retiredAt: expect.stringMatching(/Z$/), retiredBy: 'administrator' },
    });
    expect((await signer()).keyId).toBe(made.id);
    expect((await signer(second)).keyId).toBe(made.id);
    const { items } = await listed();
    expect(items.map(({ id, retiredAt }) => [id, retiredAt])).toEqual([
      [made.id, null],
      [keyId, made.retired?.retiredAt],
    ]);
  });

  it('makes the first key where there is none', async () => {
    expect(await rotate()).toMatchObject({ retired: null, retiredAt: null });
  });

  it('comes one after the other where several ask at once, also while the first is being made', async () => {
    const [, , ...made] = await Promise.all([
      signer(),
      signer(second),
      ...[app, second, app, second].map((reporter) => rotate(reporter)),
    ]);
    const { items } = await listed();
    expect(items.filter(({ retiredAt }) => retiredAt === null)).toEqual([items[0]]);
    expect(new Set([...items.map(({ id }) => id)]).size).toBe(items.length);
    for (const { id } of made) expect(items.map((item) => item.id)).toContain(id);
    expect((await signer()).keyId).toBe(items[0]?.id);
  });

  it('is for those with a token', async () => {
    expect((await app.inject({ method: 'POST', url: URL })).statusCode).toBe(401);
    expect((await listed()).items).toEqual([]);
  });
});

describe('the list of signing keys', () => {
  it('comes in pages, the newest first', async () => {
    const made = [await rotate(), await rotate(), await rotate()].map(({ id }) => id);
    const first = await listed('?limit=2');
    const last = await listed(`?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...last.items].map(({ id }) => id)).toEqual(made.reverse());
    expect(last.nextCursor).toBeNull();
  });

  it.each(['cursor=abc', 'limit=0', 'limit=201', 'state=x'])('refuses %s', async (search) => {
    const answer = await app.inject(`${URL}?${search}`);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_request']);
    expect(answer.json().errors[0].field).toBe(search.split('=')[0]);
  });

  it('is described', () => {
    expect(undocumentedRoutes(app)).toEqual([]);
  });
});
