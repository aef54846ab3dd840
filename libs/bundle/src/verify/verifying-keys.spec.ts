import { describe, expect, it } from '@jest/globals';
import { keyIdOf, makeSigningKey, publicKeyPem, readVerifyingKeys } from '../index.js';

const [one, other] = [makeSigningKey(), makeSigningKey()];
const item = ({ id, publicKey }: typeof one, changes: object = {}) => ({
  id,
  publicKey: publicKey.toString('base64'),
  retiredAt: null,
  algorithm: 'Ed25519',
  ...changes,
});
const RSA = `-----BEGIN PUBLIC KEY-----
MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu
KUpRKfFLfRYC9AIKjbJTWit+CqvjWYzvQwECAwEAAQ==
-----END PUBLIC KEY-----`;

describe('the keys of a text', () => {
  it('are read from an answer of the API, retired ones too', () => {
    const items = [item(one), item(other, { retiredAt: '2026-11-01T00:00:00.000000Z' })];
    const keys = readVerifyingKeys(`\n${JSON.stringify({ items, nextCursor: null })}`);
    expect(keys.map(({ publicKey, retiredAt }) => [keyIdOf(publicKey), retiredAt])).toEqual([
      [one.id, null],
      [other.id, '2026-11-01T00:00:00.000000Z'],
    ]);
  });

  it('are read from PEM, several too', () => {
    const keys = readVerifyingKeys(`Ours:\n${publicKeyPem(one.publicKey)}\n${publicKeyPem(other.publicKey)}`);
    expect(keys).toEqual([one, other].map(({ publicKey }) => ({ publicKey, retiredAt: null })));
  });

  it.each([
    ['nothing', '', 'holds no key'],
    ['no key', '{"items": []}', 'holds no key'],
    ['other JSON', '{"keys": []}', 'no answer of GET /v1/signing-keys'],
    ['half of an answer', '{"items": [', 'no answer of GET /v1/signing-keys'],
    [
      'a key under the id of another',
      JSON.stringify({ items: [item(one, { id: other.id })] }),
      'is not what its id says',
    ],
    [
      'a key in another spelling',
      JSON.stringify({ items: [item(one, { publicKey: ` ${item(one).publicKey}` })] }),
      'is not what',
    ],
    ['a private key', one.privateKey, 'holds no key'],
    ['a key of another kind', RSA, 'none of Ed25519'],
    ['a broken key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', 'none of Ed25519'],
  ])('are not read from %s', (_what, text, why) => {
    expect(() => readVerifyingKeys(text)).toThrow(why);
  });
});
