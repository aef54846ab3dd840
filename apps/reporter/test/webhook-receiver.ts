import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DataSource } from 'typeorm';
import { insertSealedTarget } from './sealed-target.js';

/** A call as the receiver got it, whole. */
export interface ReceivedCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A receiver of webhooks on this host; `answer` says what becomes of a call, by how many were there before it. */
export async function startReceiver(answer: (response: ServerResponse, before: number) => void) {
  const calls: ReceivedCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      calls.push({ headers: request.headers, body: Buffer.concat(chunks) });
      answer(response, calls.length - 1);
    });
    request.on('error', () => undefined);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url, calls, stop };
}

/** Stores a webhook as a delivery target, and gives its id. */
export async function insertWebhook(
  owner: DataSource,
  { url, name, secretKey }: { url: string; name: string; secretKey: string },
): Promise<string> {
  const settings = { url, content: 'bundle', maxBytes: 25 * 1024 ** 2, linkDays: 30 };
  const secrets = { signingSecret: 'x'.repeat(32) };
  return insertSealedTarget(owner, { kind: 'webhook', name, settings, secrets, secretKey });
}
