import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { Resolve } from '../network/guard-addresses.js';
import { aParcel } from '../testing/a-parcel.js';
import { realEnvironment } from '../testing/real-environment.js';
import { makeCertificate } from '../testing/tls-certificate.js';
import { at, deliver, failed, listening, NAME, receiver, TLS } from '../testing/webhook-receiver.js';

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
    const error = await failed(deliver(`https://${NAME}:${port}/`, { signal: AbortSignal.timeout(500) }));
    expect(error).toMatchObject({ message: 'The delivery was broken off.', mayHaveArrived: true });
    expect(heard).toHaveLength(1);
  });

  it('by closing the connection after it has all of it, may have it', async () => {
    const { port } = await receiver((request) => void request.socket.destroy());
    const error = await failed(deliver(`https://${NAME}:${port}/`));
    expect(error).toMatchObject({ message: expect.stringMatching(/without an answer/), mayHaveArrived: true });
  });

  it('before it has all of it, has not', async () => {
    const server = createHttpsServer(TLS, (request) => void request.once('data', () => request.socket.destroy()));
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
    await new Promise((resolve) => server.close(resolve));
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

  it('shows a certificate that nobody trusts, whatever the environment says of that', async () => {
    const { port, heard } = await receiver();
    const { cert: ca } = makeCertificate(NAME);
    realEnvironment['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      expect((await failed(deliver(`https://${NAME}:${port}/`, { ca }))).message).toMatch(/that is not trusted/);
    } finally {
      delete realEnvironment['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
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
