import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Passes bytes on to a port of the loopback address, until it is told to break. */
export interface BreakingProxy {
  readonly port: number;
  /** Breaks the connection instead of passing on the nth answer after so many bytes have been sent; once. */
  breakAt(rule: { bytes: number; answer: number }): void;
  /** Whether it has. */
  hasBroken(): boolean;
  stop(): Promise<void>;
}

/** At a port of its own unless one is given. */
export async function startBreakingProxy(target: number, port = 0): Promise<BreakingProxy> {
  let rule: { bytes: number; answer: number } | undefined;
  let hasBroken = false;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const end = () => [client, upstream].forEach((socket) => socket.destroy());
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', end).on('close', end);
    }
    let [sent, answers, isAsking] = [0, 0, false];
    client.on('data', (bytes: Buffer) => {
      sent += bytes.length;
      isAsking = true;
      upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      if (isAsking && rule !== undefined && sent >= rule.bytes) answers += 1;
      isAsking = false;
      if (rule === undefined || answers < rule.answer) return void client.write(bytes);
      rule = undefined;
      hasBroken = true;
      end();
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    breakAt(wanted) {
      rule = wanted;
      hasBroken = false;
    },
    hasBroken: () => hasBroken,
    async stop() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
