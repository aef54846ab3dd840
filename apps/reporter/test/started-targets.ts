import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DeliveryTarget, TestDelivery } from '@trailkeeper/contract';
import { openDataSource, query } from '@trailkeeper/database';
import { createTestDatabase } from '@trailkeeper/database/testing';
import { captureLog } from '@trailkeeper/http';
import { reporterSettings } from '../src/config.js';
import { createReporter } from '../src/create-reporter.js';
import { AUTHORIZATION } from './reporter-app.js';

export const TARGETS_URL = '/v1/delivery-targets';

/** The whole reporter with a folder of its own to deliver to, whose log and answers are kept; `stop` ends and clears all of it. */
export async function startTargets() {
  const folder = await mkdtemp(join(tmpdir(), 'trailkeeper-targets-'));
  const database = await createTestDatabase();
  const owner = await openDataSource({ url: database.ownerUrl, applicationName: 'test', poolSize: 2 });
  const log = captureLog();
  const servers: Server[] = [];
  let answered = '';

  /** Another reporter on the same database; `undefined` takes a setting away. */
  const start = (changes: Record<string, string | undefined> = {}): Promise<NestFastifyApplication> => {
    const settings = reporterSettings({
      DATABASE_URL: database.reporterUrl,
      ADMIN_TOKEN: 'an-admin-token-for-tests',
      SECRET_KEY: 'a-secret-key-for-tests',
      ORGANISATION: 'Example Bank AG',
      DELIVERY_DIRECTORY: folder,
      DELIVERY_PRIVATE_NETWORKS: '127.0.0.0/8',
      ...changes,
    });
    return createReporter(settings, { level: 'trace', destination: log.destination });
  };
  const app = await start();

  type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `body` as text is sent as it is. */
  const ask = async (method: Method, url: string, body?: unknown, of = app) => {
    const headers = { ...AUTHORIZATION, ...(body !== undefined && { 'content-type': 'application/json' }) };
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await of.inject({ method, url, headers, ...(body !== undefined && { payload }) });
    answered += `${answer.body}${JSON.stringify(answer.headers)}`;
    return answer;
  };
  const stopServers = async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  };

  return {
    ...{ folder, owner, app, log, start, ask },
    /** All that was answered so far. */
    answered: () => answered,
    made: async (body: object) => (await ask('POST', TARGETS_URL, body)).json<DeliveryTarget>(),
    tested: async (id: string, of = app) =>
      (await ask('POST', `${TARGETS_URL}/${id}/test`, undefined, of)).json<TestDelivery>(),
    /** The address of a receiver that answers so, until `clear`. */
    receiver: async (listener: RequestListener) => {
      const server = createServer(listener);
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    clear: async () => {
      await stopServers();
      await query(owner, 'truncate schedule, delivery_target cascade');
    },
    stop: async () => {
      await app.close();
      await stopServers();
      await owner.destroy();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}

export const aDirectory = (changes: object = {}) => ({
  name: 'Auditor',
  kind: 'directory',
  settings: { path: 'auditor' },
  ...changes,
});

export const SIGNING_SECRET = 'a-signing-secret-for-tests';
export const BEARER_TOKEN = 'a-bearer-token-for-tests';

export const aWebhook = (url: string, changes: object = {}) => ({
  name: 'Hook',
  kind: 'webhook',
  settings: { url },
  secrets: { signingSecret: SIGNING_SECRET, bearerToken: BEARER_TOKEN },
  ...changes,
});
