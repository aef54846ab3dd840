import { createServer as createTcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { aParcel } from '../testing/a-parcel.js';
import { deliver, failed, listening, NAME, TLS } from '../testing/webhook-receiver.js';

const MIB = 1024 * 1024;
const PARCEL = aParcel('x'.repeat(8 * MIB), {
  content: async function* () {
    for (let piece = 0; piece < 32; piece += 1) yield Buffer.alloc(MIB / 4, 'x');
  },
});
const TAKEN = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
const EARLY = { message: expect.stringMatching(/answered 200 before it had all of it/), mayHaveArrived: false };

describe('a receiver that answers 200 before it has all of it', () => {
  it('and hangs up has not got it', async () => {
    const server = createTlsServer(TLS, (socket) => void socket.once('data', () => socket.end(TAKEN)));
    server.on('tlsClientError', () => undefined);
    expect(await failed(deliver(`https://${NAME}:${await listening(server)}/`, { parcel: PARCEL }))).toMatchObject(
      EARLY,
    );
  });

  it('and reads no further has not got it', async () => {
    const server = createTcpServer((socket) => void socket.once('data', () => socket.pause().write(TAKEN)));
    const delivered = deliver(`http://${NAME}:${await listening(server)}/`, { parcel: PARCEL });
    expect(await failed(delivered)).toMatchObject(EARLY);
  });

  it('does not hide that the content failed at its end', async () => {
    let reads = 0;
    let answered = () => {};
    const answer = new Promise<void>((resolve) => (answered = resolve));
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(TAKEN, answered)).resume();
    });
    const content = async function* () {
      reads += 1;
      yield Buffer.from('x');
      if (reads < 2) return;
      await answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error('the database is gone');
    };
    const delivered = deliver(`http://${NAME}:${await listening(server)}/`, { parcel: { ...aParcel('x'), content } });
    await expect(delivered).rejects.toThrow('the database is gone');
  });
});

it('a receiver that answers 200 to the last byte has got all of it', async () => {
  let heard = 0;
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.length;
      if (heard > 8 * MIB && bytes.at(-1) === 0x78) socket.write(TAKEN);
    });
  });
  const delivered = await deliver(`http://${NAME}:${await listening(server)}/`, { parcel: PARCEL });
  expect(delivered).toMatchObject({ answer: '200 OK:' });
  expect(heard).toBeGreaterThan(8 * MIB);
});
