import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { describe, expect, it } from '@jest/globals';
import { aParcel } from '../testing/a-parcel.js';
import {
  deliver,
  failed,
  type Heard,
  listening,
  NAME,
  PARCEL,
  receiver,
  SECRET,
  TLS,
  TOKEN,
} from '../testing/webhook-receiver.js';
import type { WebhookSettings } from './webhook-settings.js';

/** HMAC by another program than ours. */
function hmacByOpenssl(text: Buffer): string {
  return execFileSync('openssl', ['dgst', '-sha256', '-hmac', SECRET, '-binary'], { input: text }).toString('base64');
}

describe('a delivery to a webhook', () => {
  it('posts the file itself, signed, with what identifies it', async () => {
    const { heard, port } = await receiver();
    const delivered = await deliver(`https://${NAME}:${port}/in?key=1`);
    expect(delivered).toEqual({ place: `https://${NAME}:${port}/in`, answer: '200 OK: taken', wasThere: false });
    const [{ method, url, headers, body }] = heard as [Heard];
    expect([method, url]).toEqual(['POST', '/in?key=1']);
    expect(body.toString()).toBe('a bundle, '.repeat(30_000));
    const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
    expect(headers).toMatchObject({
      host: `${NAME}:${port}`,
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/zip',
      'content-length': '300000',
      'content-disposition': 'attachment; filename="keys-2026-10.zip"',
      'content-digest': digest,
      'repr-digest': digest,
      'webhook-id': PARCEL.deliveryId,
    });
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(60);
    const signed = Buffer.concat([Buffer.from(`${PARCEL.deliveryId}.${headers['webhook-timestamp']}.`), body]);
    expect(headers['webhook-signature']).toBe(`v1,${hmacByOpenssl(signed)}`);
  });

  it('carries the same id on a repeat', async () => {
    const { heard, port } = await receiver();
    for (let time = 0; time < 2; time += 1) await deliver(`https://${NAME}:${port}/`);
    expect(heard.map(({ headers }) => headers['webhook-id'])).toEqual([PARCEL.deliveryId, PARCEL.deliveryId]);
  });

  it.each<[string, Partial<WebhookSettings>]>([
    ['that wants a link', { content: 'link' }],
    ['for which the file is too large', { maxBytes: 299_999, linkDays: 7 }],
  ])('%s posts what is to be known as JSON, signed', async (_what, settings) => {
    const { heard, port } = await receiver();
    const link = (days: number) => ({ url: `https://trail.example/b?days=${days}`, endsAt: new Date() });
    const parcel = { ...PARCEL, link };
    await deliver(`https://${NAME}:${port}/`, { settings, parcel });
    const [{ headers, body }] = heard as [Heard];
    const { name, mediaType, bytes, sha256, deliveryId, subject, text, facts } = PARCEL;
    const url = `https://trail.example/b?days=${settings.linkDays ?? 30}`;
    const file = { name, mediaType, bytes, sha256, url, base64: null };
    expect(JSON.parse(body.toString())).toEqual({
      type: 'trailkeeper.delivery',
      data: { deliveryId, subject, text, file, facts },
    });
    expect(headers['content-type']).toBe('application/json');
    const signed = Buffer.concat([Buffer.from(`${deliveryId}.${headers['webhook-timestamp']}.`), body]);
    expect(headers['webhook-signature']).toBe(`v1,${hmacByOpenssl(signed)}`);
  });

  it('has a small file in the JSON where there is no link, and fails for a large one', async () => {
    const { heard, port } = await receiver();
    const settings = { content: 'link' as const };
    await deliver(`https://${NAME}:${port}/`, { settings, parcel: aParcel('a notice') });
    const { data } = JSON.parse(heard[0]!.body.toString());
    expect(Buffer.from(data.file.base64, 'base64').toString()).toBe('a notice');
    const { message } = await failed(deliver(`https://${NAME}:${port}/`, { settings }));
    expect(message).toMatch(/PUBLIC_URL is not set/);
    expect(heard).toHaveLength(1);
  });

  it.each([200, 201, 202, 204])('has arrived with the answer %d', async (status) => {
    const { port } = await receiver((_request, response) => void response.writeHead(status).end());
    expect(await deliver(`https://${NAME}:${port}/`)).toMatchObject({ answer: expect.stringMatching(`^${status} `) });
  });

  it('sends nothing that is not the file', async () => {
    const { heard, port } = await receiver();
    const error = await failed(deliver(`https://${NAME}:${port}/`, { parcel: { ...PARCEL, sha256: 'f'.repeat(64) } }));
    expect(error.message).toMatch(/is not what was to be sent/);
    expect(heard).toEqual([]);
  });

  it('says the fault of its content as it is, whatever it looks like', async () => {
    const { port } = await receiver();
    let reads = 0;
    const content = async function* () {
      reads += 1;
      yield* PARCEL.content();
      if (reads === 2) throw Object.assign(new Error('the database is gone'), { code: 'ECONNRESET' });
    };
    await expect(deliver(`https://${NAME}:${port}/`, { parcel: { ...PARCEL, content } })).rejects.toThrow(
      'the database is gone',
    );
  });
});

describe('the answer of a webhook', () => {
  it.each([
    [400, /answered 400 Bad Request: no, thanks/],
    [401, /401 Unauthorized \(check the bearer token and the signing secret\)/],
    [404, /check "url"/],
    [413, /smaller "maxBytes"/],
  ])('%d is a refusal, in its words', async (status, message) => {
    const { port } = await receiver((_request, response) => void response.writeHead(status).end('no,\r\n\u0007thanks'));
    const error = await failed(deliver(`https://${NAME}:${port}/`));
    expect(error.message).toMatch(message);
    expect(error.mayHaveArrived).toBe(false);
  });

  it('503 means that nothing was begun', async () => {
    const { port } = await receiver((_request, response) => void response.writeHead(503).end());
    expect((await failed(deliver(`https://${NAME}:${port}/`))).mayHaveArrived).toBe(false);
  });

  it.each([500, 502, 504, 520])('%d to all of it leaves open what has arrived', async (status) => {
    const { port } = await receiver((_request, response) => void response.writeHead(status).end());
    expect((await failed(deliver(`https://${NAME}:${port}/`))).mayHaveArrived).toBe(true);
  });

  it.each([301, 302, 307, 308])('%d is not followed, and said', async (status) => {
    const other = await receiver();
    const location = `https://127.0.0.1:${other.port}/private?token=x`;
    const { port } = await receiver((_request, response) => void response.writeHead(status, { location }).end());
    const error = await failed(deliver(`https://${NAME}:${port}/`));
    expect(error.message).toContain(`leads to https://127.0.0.1:${other.port}/private. It is not followed`);
    expect(other.heard).toEqual([]);
  });

  it('does not show the secrets that it repeats', async () => {
    const echo: RequestListener = (request, response) => void response.end(request.headers.authorization + SECRET);
    const { port } = await receiver(echo);
    const { answer } = await deliver(`https://${NAME}:${port}/`);
    expect(answer).toBe('200 OK: Bearer [secret][secret]');
  });

  it('is read at its beginning only, however much comes', async () => {
    const { port } = await receiver((_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    const { answer } = await deliver(`https://${NAME}:${port}/`);
    expect([...answer]).toHaveLength(300);
  });

  it('may come before all is sent', async () => {
    const server = createHttpsServer(TLS, (_request, response) => {
      response.writeHead(413, { connection: 'close' }).end('too much');
    });
    const parcel = aParcel('x'.repeat(8 * 1024 ** 2));
    const error = await failed(deliver(`https://${NAME}:${await listening(server)}/`, { parcel }));
    expect(error).toMatchObject({ message: expect.stringMatching(/413.*maxBytes/), mayHaveArrived: false });
  });
});
