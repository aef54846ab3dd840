import { createServer as createHttpsServer } from 'node:https';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterEach, expect } from '@jest/globals';
import type { Resolve } from '../network/guard-addresses.js';
import { DeliveryError, type Parcel } from '../target-kind.js';
import { deliverToWebhook, type World } from '../webhook/deliver-to-webhook.js';
import { type WebhookSettings, webhookSettingsSchema } from '../webhook/webhook-settings.js';
import { aParcel } from './a-parcel.js';
import { makeCertificate } from './tls-certificate.js';

export const NAME = 'hook.example';
export const SECRET = 'a-signing-secret-for-tests';
export const TOKEN = 'a-bearer-token-for-tests';
export const PARCEL = aParcel('a bundle, '.repeat(30_000));
/** What the receiver shows and the sender trusts. */
export const TLS = makeCertificate(NAME);

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** Listens on a port of its own until the test ends. */
export async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export interface Heard {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** A receiver with TLS that keeps what it hears, then answers so. */
export async function receiver(answer: RequestListener = (_request, response) => void response.end('taken')) {
  const heard: Heard[] = [];
  const server = createHttpsServer(TLS, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks) });
      answer(request, response);
    });
  });
  return { heard, port: await listening(server) };
}

/** A name server that gives these addresses. */
export const at =
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

/** Delivers to a receiver on this host, unless `changes` say otherwise. */
export function deliver(url: string, { parcel = PARCEL, settings, privateNetworks, signal, ...world }: Changes = {}) {
  const target = {
    settings: webhookSettingsSchema.parse({ url, ...settings }),
    secrets: { signingSecret: SECRET, bearerToken: TOKEN },
    limits: { directory: null, privateNetworks: privateNetworks ?? ['127.0.0.0/8'] },
    signal: signal ?? new AbortController().signal,
  };
  return deliverToWebhook(target, parcel, { resolve: at('127.0.0.1'), ca: TLS.cert, ...world });
}

/** How a delivery failed; no secret is in that. */
export const failed = async (delivered: Promise<unknown>): Promise<DeliveryError> => {
  const error: unknown = await delivered.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DeliveryError)) throw new Error(`no DeliveryError: ${String(error)}`);
  expect(error.message).not.toContain(SECRET);
  expect(error.message).not.toContain(TOKEN);
  return error;
};
