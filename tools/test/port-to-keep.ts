import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * A free port for a server that is stopped and started again: below those that the system gives to connections, so that
 * nobody takes it meanwhile.
 */
export async function portToKeep(): Promise<number> {
  for (let attempt = 1; attempt <= 50; attempt += 1) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
  throw new Error(`No free port found from ${FIRST} to ${FIRST + COUNT - 1}`);
}

/** Linux gives out 32768 and up, macOS 49152 and up. */
const FIRST = 20_000;
const COUNT = 12_000;
