import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeliveryError } from '../target-kind.js';
import { guardAddresses, type GuardOptions, type Resolve } from './guard-addresses.js';

/** A name server that gives these addresses, one list for each question. */
function answering(...answers: string[][]): Resolve & { asked: number } {
  const resolve = Object.assign(
    (...[, , callback]: Parameters<Resolve>) => {
      const found = answers[Math.min(resolve.asked, answers.length - 1)] ?? [];
      resolve.asked += 1;
      callback(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    },
    { asked: 0 },
  );
  return resolve;
}

const lookUp = (networks: string[], options: GuardOptions) =>
  new Promise((resolve, reject) =>
    guardAddresses(networks, options).lookup('name.example', { all: true }, (error, found) =>
      error === null ? resolve(found) : reject(error),
    ),
  );

describe('a guard', () => {
  it.each(['127.0.0.1', '[::1]', '::1', '169.254.169.254', '[::ffff:10.0.0.1]', 'localhost', 'a.LOCALHOST.'])(
    'refuses the host %s',
    (host) => {
      expect(() => guardAddresses([]).checkHost(host)).toThrow(DeliveryError);
      expect(() => guardAddresses([]).checkHost(host)).toThrow(/not a public address.*DELIVERY_PRIVATE_NETWORKS/);
    },
  );

  it('lets through public hosts, allowed networks and names, which are looked up later', () => {
    const guard = guardAddresses(['127.0.0.0/8']);
    for (const host of ['127.0.0.1', '8.8.8.8', 'name.example', 'localhost']) guard.checkHost(host);
    expect(() => guard.checkHost('10.0.0.1')).toThrow(DeliveryError);
  });

  it('lets nothing public through where nothing is encrypted', async () => {
    const guard = guardAddresses(['127.0.0.0/8'], { isPrivateOnly: true });
    guard.checkHost('127.0.0.1');
    expect(() => guard.checkHost('8.8.8.8')).toThrow(/not in an allowed private network/);
    const options = { isPrivateOnly: true, resolve: answering(['8.8.8.8']) };
    await expect(lookUp(['127.0.0.0/8'], options)).rejects.toThrow(/Without encryption/);
  });

  it('refuses a name at private addresses, naming both', async () => {
    const looked = lookUp([], { resolve: answering(['10.0.0.1', 'fd00::1']) });
    await expect(looked).rejects.toThrow(/^name\.example is at 10\.0\.0\.1, fd00::1, which is not a public address/);
  });

  it('gives of a name that is at both kinds the public addresses alone', async () => {
    const found = await lookUp([], { resolve: answering(['10.0.0.1', '8.8.8.8']) });
    expect(found).toEqual([{ address: '8.8.8.8', family: 4 }]);
  });

  it('says that a name does not exist', async () => {
    const guard = guardAddresses([]);
    const looked = new Promise((_, reject) => guard.lookup('nowhere.invalid', { all: true }, reject));
    await expect(looked).rejects.toThrow(/The address of the host nowhere|No address is known for the host nowhere/);
  });
});

describe('a connection', () => {
  let server: Server;
  let port: number;
  const heard: unknown[] = [];
  beforeAll(async () => {
    server = createServer((socket) => {
      heard.push(socket.remoteAddress);
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const tried = (networks: string[], resolve: Resolve) =>
    new Promise<string>((done) => {
      const socket = connect({ host: 'name.example', port, lookup: guardAddresses(networks, { resolve }).lookup });
      socket.on('error', (error) => done(error.message));
      socket.on('connect', () => {
        done('connected');
        socket.destroy();
      });
    });

  it('is made to the address that was checked, and to no other', async () => {
    const resolve = answering(['127.0.0.1'], ['10.0.0.1']);
    expect(await tried(['127.0.0.1'], resolve)).toBe('connected');
    expect(resolve.asked).toBe(1);
  });

  it('is not made to a name that has turned to a private address since it was last looked up', async () => {
    const before = heard.length;
    const resolve = answering(['8.8.8.8'], ['127.0.0.1']);
    await lookUp([], { resolve });
    expect(await tried([], resolve)).toMatch(/127\.0\.0\.1, which is not a public address/);
    expect(heard).toHaveLength(before);
  });
});
