import { createServer } from 'node:https';
import { expect, it } from '@jest/globals';
import { aParcel } from '../testing/a-parcel.js';
import { realEnvironment } from '../testing/real-environment.js';
import { failed, listening, TLS } from '../testing/webhook-receiver.js';
import { s3 } from './s3.js';

it('a server whose certificate nobody trusts gets nothing, whatever the environment says of that', async () => {
  const heard: unknown[] = [];
  const server = createServer(TLS, (request, response) => {
    heard.push(request.url);
    response.end();
  });
  const endpoint = `https://127.0.0.1:${await listening(server)}`;
  const target = {
    settings: s3.settings.parse({ bucket: 'exports', endpoint, forcePathStyle: true }),
    secrets: s3.secrets.parse({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-access-key' }),
    limits: { directory: null, privateNetworks: ['127.0.0.0/8'] },
    signal: AbortSignal.timeout(20_000),
  };
  realEnvironment['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    expect((await failed(s3.deliver(target, aParcel('a file')))).message).toMatch(/certificate of .* is not trusted/);
  } finally {
    delete realEnvironment['NODE_TLS_REJECT_UNAUTHORIZED'];
  }
  expect(heard).toEqual([]);
});
