import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Resolve } from '../network/guard-addresses.js';
import { DeliveryError, type Parcel } from '../target-kind.js';
import { aParcel } from '../testing/a-parcel.js';
import { makeCertificate } from '../testing/tls-certificate.js';
import { deliverToWebhook, type World } from './deliver-to-webhook.js';
import { type WebhookSettings, webhookSettingsSchema } from './webhook-settings.js';

const NAME = 'hook.example';
const SECRET = 'a-signing-secret-for-tests';
const TOKEN = 'a-bearer-token-for-tests';
const PARCEL = aParcel('a bundle, '.repeat(30_000));
const { cert, key } = makeCertificate(NAME);

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

interface Heard {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** A receiver with TLS that keeps what it hears, then answers so. */
async function receiver(answer: RequestListener = (_request, response) => void response.end('taken')) {
  const heard: Heard[] = [];
  const server = createHttpsServer({ cert, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks) });
      answer(request, response);
    });
  });
  return { heard, port: await listening(server) };
}

const at =
  (...answers: string[]): Resolve =>
  (_host, _options, callback) =>
    callback(
      null,
      answers.map((address) => ({ address, family: 4 })),
    );

interface Changes extends World {
  parcel?: Parcel;
  settings?: Partial<WebhookSettings>;
  privateNetworks?: string[];
  signal?: AbortSignal;
}

function deliver(url: string, { parcel = PARCEL, settings, privateNetworks, signal, ...world }: Changes = {}) {
  const target = {
    settings: webhookSettingsSchema.parse({ url, ...settings }),
    secrets: { signingSecret: SECRET, bearerToken: TOKEN },
    limits: { directory: null, privateNetworks: privateNetworks ?? ['127.0.0.0/8'] },
    signal: signal ?? new AbortController().signal,
  };
  return deliverToWebhook(target, parcel, { resolve: at('127.0.0.1'), ca: cert, ...world });
}

const failed = async (delivered: Promise<unknown>): Promise<DeliveryError> => {
  const error: unknown = await delivered.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DeliveryError)) throw new Error(`no DeliveryError: ${String(error)}`);
  expect(error.message).not.toContain(SECRET);
  expect(error.message).not.toContain(TOKEN);
  return error;
};

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
    const parcel = { ...PARCEL, link: (days: number) => `https://trail.example/b?days=${days}` };
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
    [500, /500 Internal Server Error/],
  ])('%d is a refusal, in its words', async (status, message) => {
    const { port } = await receiver((_request, response) => void response.writeHead(status).end('no,\r\n\u0007thanks'));
    const error = await failed(deliver(`https://${NAME}:${port}/`));
    expect(error.message).toMatch(message);
    expect(error.mayHaveArrived).toBe(false);
  });

  it.each([502, 504])('%d of a gateway leaves open what has arrived', async (status) => {
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
    const server = createHttpsServer({ cert, key }, (_request, response) => {
      response.writeHead(413, { connection: 'close' }).end('too much');
    });
    const parcel = aParcel('x'.repeat(8 * 1024 ** 2));
    const error = await failed(deliver(`https://${NAME}:${await listening(server)}/`, { parcel }));
    expect(error).toMatchObject({ message: expect.stringMatching(/413.*maxBytes/), mayHaveArrived: false });
  });
});

describe('a webhook that falls silent', () => {
  it('does not take the connection', async () => {
    // Takes the bytes of the handshake and says nothing.
    const port = await listening(createTcpServer((socket) => void socket.resume()));
    const error = await failed(deliver(`https://${NAME}:${port}/`, { connectMs: 200 }));
    expect(error).toMatchObject({
      message: `${NAME}:${port} did not take the connection within 0.2 s.`,
      mayHaveArrived: false,
    });
  });

  it('after it has all of it, may have it', async () => {
    const { heard, port } = await receiver(() => undefined);
    const error = await failed(deliver(`https://${NAME}:${port}/`, { wholeMs: 500 }));
    expect(error).toMatchObject({
      message: expect.stringMatching(/did not answer within 0.5 s/),
      mayHaveArrived: true,
    });
    expect(heard).toHaveLength(1);
  });

  it('by closing the connection after it has all of it, may have it', async () => {
    const { port } = await receiver((request) => void request.socket.destroy());
    const error = await failed(deliver(`https://${NAME}:${port}/`));
    expect(error).toMatchObject({ message: expect.stringMatching(/without an answer/), mayHaveArrived: true });
  });

  it('before it has all of it, has not', async () => {
    const server = createHttpsServer(
      { cert, key },
      (request) => void request.once('data', () => request.socket.destroy()),
    );
    const parcel = aParcel('x'.repeat(32 * 1024 ** 2));
    const settings = { maxBytes: 64 * 1024 ** 2 };
    const error = await failed(deliver(`https://${NAME}:${await listening(server)}/`, { parcel, settings }));
    expect(error).toMatchObject({ message: expect.stringMatching(/without an answer/), mayHaveArrived: false });
  });

  it('within its answer has it', async () => {
    const { port } = await receiver((_request, response) => {
      response.writeHead(202);
      response.write('half an ');
      setTimeout(() => response.destroy(), 100);
    });
    expect(await deliver(`https://${NAME}:${port}/`)).toMatchObject({ answer: '202 Accepted: half an' });
  });

  it('is left when the delivery is broken off', async () => {
    const { port } = await receiver(() => undefined);
    const signal = AbortSignal.timeout(300);
    const error = await failed(deliver(`https://${NAME}:${port}/`, { signal }));
    expect(error).toMatchObject({ message: 'The delivery was broken off.', mayHaveArrived: true });
    const before = await failed(deliver(`https://${NAME}:${port}/`, { signal }));
    expect(before.mayHaveArrived).toBe(false);
  });
});

describe('a webhook that cannot be called', () => {
  it('takes no connections', async () => {
    const server = createTcpServer();
    const port = await listening(server);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect((await failed(deliver(`https://${NAME}:${port}/`))).message).toMatch(/takes no connections.*ECONNREFUSED/);
  });

  it('has no address', async () => {
    const gone: Resolve = (host, _options, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), []);
    const { message } = await failed(deliver(`https://${NAME}/`, { resolve: gone }));
    expect(message).toBe(`No address is known for the host ${NAME}: check the name.`);
  });

  it('shows a certificate that nobody trusts, or of another name', async () => {
    const { port, heard } = await receiver();
    const { cert: otherCert } = makeCertificate(NAME);
    const untrusted = await failed(deliver(`https://${NAME}:${port}/`, { ca: otherCert }));
    expect(untrusted.message).toMatch(/certificate that is not trusted.*NODE_EXTRA_CA_CERTS/);
    expect((await failed(deliver(`https://other.example:${port}/`))).message).toMatch(/certificate for another name/);
    expect(heard).toEqual([]);
  });

  it('does not speak TLS, or HTTP', async () => {
    const plain = await listening(createHttpServer());
    expect((await failed(deliver(`https://${NAME}:${plain}/`))).message).toMatch(/does not speak TLS/);
    const other = await listening(createTcpServer((socket) => void socket.end('220 mail.example ESMTP\r\n')));
    const error = await failed(deliver(`http://${NAME}:${other}/`));
    expect(error.message).toMatch(/did not answer in HTTP|without an answer/);
  });
});

describe('a webhook at a private address', () => {
  const none = { privateNetworks: [] };

  it.each(['127.0.0.1', '[::1]', 'localhost', '169.254.169.254', '[::ffff:127.0.0.1]'])(
    'is refused by the address %s',
    async (host) => {
      const { message, mayHaveArrived } = await failed(deliver(`https://${host}/`, none));
      expect(message).toMatch(/not a public address.*DELIVERY_PRIVATE_NETWORKS/);
      expect(mayHaveArrived).toBe(false);
    },
  );

  it('is refused by a name that leads there', async () => {
    const { heard, port } = await receiver();
    const { message } = await failed(deliver(`https://${NAME}:${port}/`, none));
    expect(message).toContain(`${NAME} is at 127.0.0.1, which is not a public address`);
    expect(heard).toEqual([]);
  });

  it('is not reached by a name that changes: it is asked for once, and what it then is is connected to', async () => {
    const { heard, port } = await receiver();
    const answers = ['127.0.0.1', '10.255.255.1'];
    let asked = 0;
    const rebinding: Resolve = (host, options, callback) => at(answers[asked++] ?? '')(host, options, callback);
    await deliver(`https://${NAME}:${port}/`, { resolve: rebinding });
    expect([heard.length, asked]).toEqual([1, 1]);
    const { message } = await failed(deliver(`https://${NAME}:${port}/`, { resolve: rebinding }));
    expect(message).toContain('10.255.255.1');
  });

  it('is called without encryption where its network is allowed, and only there', async () => {
    const heard: string[] = [];
    const server = createHttpServer((request, response) => {
      heard.push(request.url ?? '');
      request.resume().on('end', () => response.end());
    });
    const port = await listening(server);
    await deliver(`http://${NAME}:${port}/private`);
    expect(heard).toEqual(['/private']);
    const { message } = await failed(deliver(`http://${NAME}:${port}/`, { resolve: at('8.8.8.8') }));
    expect(message).toMatch(/not in an allowed private network\. Without encryption/);
  });
});
