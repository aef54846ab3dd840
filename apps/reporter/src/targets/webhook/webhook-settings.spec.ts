import { describe, expect, it } from '@jest/globals';
import type { Resolve } from '../network/guard-addresses.js';
import { at } from '../testing/webhook-receiver.js';
import { checkWebhook } from './check-webhook.js';
import { webhookSecretsSchema, webhookSettingsSchema } from './webhook-settings.js';

describe('the settings of a webhook', () => {
  it('have a default for all but the address', () => {
    const url = 'https://hooks.example.com/a?b=c';
    const resolved = { url, content: 'bundle', maxBytes: 26_214_400, linkDays: 30 };
    expect(webhookSettingsSchema.parse({ url })).toEqual(resolved);
  });

  it.each([
    ['hooks.example.com', /Must be a URL/],
    ['', /Must be a URL/],
    ['ftp://hooks.example.com', /https:\/\//],
    ['file:///etc/passwd', /https:\/\//],
    ['https://user:word@hooks.example.com', /secrets\.bearerToken/],
    ['https://hooks.example.com/#a', /after "#"/],
    [`https://hooks.example.com/${'x'.repeat(2_000)}`, /2,000/],
  ])('do not take the address %s', (url, message) => {
    const { error } = webhookSettingsSchema.safeParse({ url });
    expect(error?.issues[0]).toMatchObject({ path: ['url'], message: expect.stringMatching(message) });
  });
});

describe('the secrets of a webhook', () => {
  it.each([
    ['x'.repeat(23), /24 characters/],
    ['x'.repeat(201), /200 characters/],
    ['a secret with blanks in it', /without spaces/],
    ['whsec_not-base64-of-enough-bytes', /base64 of 24 to 64 bytes/],
  ])('do not take %j to sign with', (signingSecret, message) => {
    const { error } = webhookSecretsSchema.safeParse({ signingSecret });
    expect(error?.issues[0]).toMatchObject({ path: ['signingSecret'], message: expect.stringMatching(message) });
    expect(JSON.stringify(error?.issues.map((issue) => issue.message))).not.toContain(signingSecret);
  });

  it.each(['', 'two words', 'a\r\nx-header: b'])('do not take the bearer token %j', (bearerToken) => {
    expect(webhookSecretsSchema.safeParse({ signingSecret: 'x'.repeat(24), bearerToken }).success).toBe(false);
  });
});

describe('the address of a webhook', () => {
  const faults = (url: string, privateNetworks: string[] = []) =>
    checkWebhook(webhookSettingsSchema.parse({ url }), { directory: null, privateNetworks });

  it.each([
    ...['https://127.0.0.1/', 'https://127.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://0177.0.0.1/'],
    ...['https://localhost/', 'https://[::1]/', 'https://[::ffff:10.0.0.1]/', 'https://169.254.169.254/latest'],
    ...['https://10.0.0.1:8443/', 'https://0.0.0.0/', 'https://[fd00:ec2::254]/'],
  ])('may not be %s', async (url) => {
    const message = expect.stringMatching(/not a public address.*DELIVERY_PRIVATE_NETWORKS/);
    expect(await faults(url)).toEqual([{ field: 'url', message }]);
    expect(await faults(url, ['0.0.0.0/0', '::/0'])).toEqual([]);
  });

  it('has encryption, but in an allowed private network', async () => {
    expect(await faults('http://hooks.example.com/')).toMatchObject([{ message: expect.stringMatching(/https:\/\//) }]);
    expect(await faults('http://10.1.2.3/', ['10.0.0.0/8'])).toEqual([]);
    expect(await faults('http://8.8.8.8/', ['10.0.0.0/8'])).toMatchObject([{ field: 'url' }]);
    expect(await faults('https://8.8.8.8/')).toEqual([]);
  });

  it('without encryption is a name that leads to an allowed private network, as far as that is known', async () => {
    const found = (resolve: Resolve) =>
      checkWebhook(
        webhookSettingsSchema.parse({ url: 'http://hooks.example.com/' }),
        { directory: null, privateNetworks: ['10.0.0.0/8'] },
        { resolve },
      );
    const message = expect.stringMatching(/^hooks\.example\.com is at 8\.8\.8\.8, which is not in an allowed private/);
    expect(await found(at('8.8.8.8'))).toEqual([{ field: 'url', message }]);
    expect(await found(at('10.1.2.3'))).toEqual([]);
    const unknown: Resolve = (_host, _options, callback) =>
      callback(Object.assign(new Error('no answer'), { code: 'EAI_AGAIN' }), []);
    expect(await found(unknown)).toEqual([]);
  });
});
