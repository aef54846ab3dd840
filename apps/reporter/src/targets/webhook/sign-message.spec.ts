import { describe, expect, it } from '@jest/globals';
import { maybeKeyBytes, signMessage } from './sign-message.js';

async function* bodyOf(...chunks: string[]) {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

describe('a signature', () => {
  it('is the one of the example of Standard Webhooks', async () => {
    const headers = await signMessage('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_999),
      body: bodyOf('{"test": ', '2432232314}'),
    });
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });
});

describe('a signing secret', () => {
  it.each([
    ['any text of 24 characters', Buffer.from('any text of 24 characters')],
    [`whsec_${Buffer.alloc(24, 7).toString('base64')}`, Buffer.alloc(24, 7)],
    [`whsec_${Buffer.alloc(64, 7).toString('base64').replace(/=+$/, '')}`, Buffer.alloc(64, 7)],
  ])('%s is a key', (secret, key) => {
    expect(maybeKeyBytes(secret)).toEqual(key);
  });

  it.each([Buffer.alloc(23).toString('base64'), Buffer.alloc(65).toString('base64'), '', '!'.repeat(40)])(
    'whsec_%s is none',
    (text) => {
      expect(maybeKeyBytes(`whsec_${text}`)).toBeUndefined();
    },
  );
});
