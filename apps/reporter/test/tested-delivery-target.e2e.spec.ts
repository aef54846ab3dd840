import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDeliverySchema } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import { aDirectory, aWebhook, BEARER_TOKEN, SIGNING_SECRET, startTargets, TARGETS_URL } from './started-targets.js';

let targets: Awaited<ReturnType<typeof startTargets>>;
beforeAll(async () => {
  targets = await startTargets();
});
beforeEach(() => targets.clear());
afterAll(() => targets?.stop());

describe('a test of a target', () => {
  it('really delivers a small file to a directory', async () => {
    const { id } = await targets.made(aDirectory({ settings: { path: 'tested/here' } }));
    const test = testDeliverySchema.strict().parse(await targets.tested(id));
    expect(test).toMatchObject({ outcome: 'delivered', answer: expect.stringContaining('on disk') });
    const place = join(targets.folder, 'tested/here', `trailkeeper-test-${test.deliveryId}.txt`);
    expect(test.place).toBe(place);
    const text = await readFile(place, 'utf8');
    expect(text).toMatch(/"Auditor".*\n.*Example Bank AG\n.*administrator\n.*Z\n/);
    expect([test.bytes, test.endedAt >= test.beganAt]).toEqual([Buffer.byteLength(text), true]);
    await targets.tested(id);
    expect(await readdir(join(targets.folder, 'tested/here'))).toHaveLength(2);
  });

  it('really posts it to a webhook, with the secrets that are kept', async () => {
    const heard: (string | undefined)[] = [];
    const url = await targets.receiver((request, response) => {
      heard.push(request.headers.authorization);
      request.resume().on('end', () => response.end('thanks'));
    });
    const { id, secrets } = await targets.made(aWebhook(`${url}/in`));
    expect(secrets).toEqual(['bearerToken', 'signingSecret']);
    expect(await targets.tested(id)).toMatchObject({
      outcome: 'delivered',
      place: `${url}/in`,
      answer: '200 OK: thanks',
    });
    await targets.ask('PUT', `${TARGETS_URL}/${id}`, { name: 'Hook', settings: { url: `${url}/in`, linkDays: 7 } });
    expect(await targets.tested(id)).toMatchObject({ outcome: 'delivered', place: `${url}/in` });
    const secretsOnly = { signingSecret: SIGNING_SECRET };
    const replaced = await targets.ask('PUT', `${TARGETS_URL}/${id}`, {
      name: 'Hook',
      settings: { url },
      secrets: secretsOnly,
    });
    expect(replaced.json().secrets).toEqual(['signingSecret']);
    await targets.tested(id);
    expect(heard).toEqual([`Bearer ${BEARER_TOKEN}`, `Bearer ${BEARER_TOKEN}`, undefined]);
  });

  it('says that it failed, or may have arrived, and why', async () => {
    const refusing = await targets.receiver((request, response) => {
      request.resume().on('end', () => response.writeHead(401).end(`no ${request.headers.authorization}`));
    });
    const { id } = await targets.made(aWebhook(refusing));
    expect(await targets.tested(id)).toMatchObject({
      outcome: 'failed',
      place: null,
      answer: expect.stringMatching(/401.*check the bearer token.*no Bearer \[secret\]/),
    });
    const silent = await targets.receiver((request) => void request.resume().on('end', () => request.socket.destroy()));
    const { id: other } = await targets.made(aWebhook(silent, { name: 'silent' }));
    expect(await targets.tested(other)).toMatchObject({ outcome: 'unknown', place: null });
  });

  it('says that SECRET_KEY was changed; new secrets heal it', async () => {
    const url = await targets.receiver((request, response) => void request.resume().on('end', () => response.end()));
    const { id } = await targets.made(aWebhook(url));
    const other = await targets.start({ SECRET_KEY: 'another-key-for-tests' });
    try {
      const { outcome, answer } = await targets.tested(id, other);
      expect(outcome).toBe('failed');
      expect(answer).toMatch(/"Hook" cannot be opened: SECRET_KEY is not the one.*anew/);
      expect((await targets.ask('GET', `${TARGETS_URL}/${id}`, undefined, other)).json().secrets).toHaveLength(2);
      await targets.ask('PUT', `${TARGETS_URL}/${id}`, { ...aWebhook(url), kind: undefined }, other);
      expect(await targets.tested(id, other)).toMatchObject({ outcome: 'delivered' });
    } finally {
      await other.close();
    }
  });
});

describe('the secrets of a target', () => {
  it('are in no answer, log line or column', async () => {
    const secret = 'a-secret-that-nobody-sees-0123456789';
    const secrets = { signingSecret: secret, bearerToken: secret };
    const url = await targets.receiver((request, response) => {
      request.resume().on('end', () => response.writeHead(500).end(JSON.stringify(request.headers.authorization)));
    });
    const { id } = await targets.made(aWebhook(url, { name: 'x', secrets }));
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
        ['POST', TARGETS_URL],
        ['PUT', `${TARGETS_URL}/${id}`],
      ] as const)
        await targets.ask(method, at, body);
    }
    await targets.ask('POST', TARGETS_URL, `{"secrets": {"signingSecret": "${secret}" `);
    expect(await targets.tested(id)).toMatchObject({ outcome: 'unknown', answer: expect.stringContaining('[secret]') });
    await query(targets.owner, `update delivery_target set settings = '{}' where id = $1`, [id]);
    expect(await targets.tested(id)).toMatchObject({
      answer: expect.stringMatching(/do not fit this version \(url\)/),
    });
    await targets.ask('GET', TARGETS_URL);
    await targets.ask('GET', `${TARGETS_URL}/${id}`);

    expect(targets.answered()).toContain('Unknown field');
    expect(targets.log.text()).toContain('/v1/delivery-targets');
    const rows = await query<{ row: string; sealed: Buffer }>(targets.owner, GET_ROWS);
    const kept = rows.map(({ row, sealed }) => row + sealed.toString('latin1')).join();
    for (const one of [secret, SIGNING_SECRET, BEARER_TOKEN]) {
      for (const text of [targets.answered(), targets.log.text(), kept]) expect(text).not.toContain(one);
    }
  });
});

const GET_ROWS = `
select delivery_target::text as "row", delivery_target.sealed_secrets as "sealed"
from delivery_target
`;
