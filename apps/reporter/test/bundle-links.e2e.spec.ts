import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { execute, openDataSource } from '@trailkeeper/database';
import { createTestDatabase, type TestDatabase } from '@trailkeeper/database/testing';
import { captureLog } from '@trailkeeper/http';
import type { DataSource } from 'typeorm';
import { reporterSettings } from '../src/config.js';
import { createReporter } from '../src/create-reporter.js';
import { bundleLink } from '../src/deliveries/bundle-link.js';
import { DELIVERY_SETTINGS } from '../src/deliveries/delivery-settings.js';
import { CHUNK_BYTES } from '../src/runs/copy-chunks.js';
import { insertBundle } from './sent-bundle.js';
import { aDefinition } from './a-definition.js';
import { insertSchedule, insertSlot, insertTarget } from './sent-slot.js';

const SECRET_KEY = 'a-secret-key-for-tests';
const CONTENT = randomBytes(CHUNK_BYTES + 100);
const log = captureLog();

let database: TestDatabase;
let owner: DataSource;
let app: NestFastifyApplication;
let slotId: string;
let deliveryId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
  const env = { DATABASE_URL: database.reporterUrl, ADMIN_TOKEN: 'an-admin-token-for-tests', SECRET_KEY };
  app = await createReporter(reporterSettings(env), { level: 'debug', destination: log.destination });
  const targets = [await insertTarget(owner, 'Mail', { path: 'x' })];
  const scheduleId = await insertSchedule(owner, aDefinition({ targets }));
  slotId = await insertSlot(owner, scheduleId, { status: 'running', step: 'delivering' });
  [deliveryId = ''] = await insertBundle(owner, slotId, { name: 'daily_2026-09-15.zip', content: CONTENT });
});
afterAll(async () => {
  await app?.close();
  await owner?.destroy();
  await database?.drop();
});

const IN_A_WEEK = new Date(Date.now() + 7 * 86_400_000);
const linkOf = (id: string, expiresAt = IN_A_WEEK) =>
  bundleLink({ secretKey: SECRET_KEY, publicUrl: '' }, id, expiresAt);
const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe('a link to a bundle', () => {
  it('gives it to whoever has the link, without a token', async () => {
    const answer = await get(linkOf(deliveryId));
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.equals(CONTENT)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="daily_2026-09-15.zip"',
      'cache-control': 'private, no-cache',
      'referrer-policy': 'no-referrer',
    });
  });

  it('gives the part that is asked for', async () => {
    const from = CHUNK_BYTES - 10;
    const answer = await get(linkOf(deliveryId), { range: `bytes=${from}-${from + 19}` });
    expect([answer.statusCode, answer.headers['content-range']]).toEqual([
      206,
      `bytes ${from}-${from + 19}/${CONTENT.length}`,
    ]);
    expect(answer.rawPayload).toEqual(CONTENT.subarray(from, from + 20));
  });

  it.each<[string, () => string, number, string, RegExp]>([
    ['it has expired', () => linkOf(deliveryId, new Date(Date.now() - 1_000)), 403, 'forbidden', /has expired/],
    [
      'it was changed',
      () => linkOf(deliveryId).replace(/expires=\d/, 'expires=9'),
      403,
      'forbidden',
      /not one of ours/,
    ],
    ['its signature is cut', () => linkOf(deliveryId).slice(0, -3), 403, 'forbidden', /not one of ours/],
    ['it leads nowhere', () => linkOf('00000000-0000-4000-8000-000000000000'), 404, 'not_found', /no delivery/],
    ['it leads to no id', () => linkOf('x'), 404, 'not_found', /no delivery/],
    ['it has no signature', () => `/v1/bundles/${deliveryId}`, 400, 'invalid_request', /expires, signature/],
  ])('says so when %s', async (_, link, status, code, words) => {
    const answer = await get(link());
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.json().detail).toMatch(words);
  });

  it('says so when the bundle was deleted', async () => {
    await execute(owner, `update export_bundle set deleted_at = '2026-10-01T00:00:00Z' where slot_id = $1`, [slotId]);
    const answer = await get(linkOf(deliveryId));
    expect([answer.statusCode, answer.json().code]).toEqual([410, 'gone']);
  });

  it('is not made while nobody has said how this installation is reached', () => {
    expect(app.get(DELIVERY_SETTINGS)).toMatchObject({ publicUrl: null });
  });

  it('is not in the log', () => {
    expect(log.text()).toContain('/v1/bundles/:deliveryId');
    expect(log.text()).not.toContain('signature=');
    const signature = new URL(linkOf(deliveryId), 'http://localhost').searchParams.get('signature')!;
    expect(log.text()).not.toContain(signature);
  });
});
