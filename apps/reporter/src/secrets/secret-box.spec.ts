import { describe, expect, it } from '@jest/globals';
import { openSecret, SealedSecretError, sealSecret, type SecretPurpose } from './secret-box.js';

const KEY = 'a-secret-key-for-tests';
const PURPOSE: SecretPurpose = { use: 'delivery-target', id: 'a1' };
const sealed = sealSecret(KEY, PURPOSE, 'pässword');

describe('a sealed secret', () => {
  it('opens with the key and for the purpose it was sealed for', () => {
    expect(openSecret(KEY, PURPOSE, sealed)).toBe('pässword');
  });

  it('never looks the same twice', () => {
    expect(sealSecret(KEY, PURPOSE, 'pässword')).not.toEqual(sealed);
  });

  it.each<[string, string, SecretPurpose, Buffer]>([
    ['another key', 'another-key-for-tests', PURPOSE, sealed],
    ['another use', KEY, { use: 'signing-key', id: 'a1' }, sealed],
    ['the secret of another', KEY, { use: 'delivery-target', id: 'a2' }, sealed],
    ['nothing', KEY, PURPOSE, Buffer.alloc(0)],
    ['a beginning', KEY, PURPOSE, sealed.subarray(0, 20)],
  ])('does not open for %s, and says what is wrong', (_what, key, purpose, bytes) => {
    expect(() => openSecret(key, purpose, bytes)).toThrow(SealedSecretError);
    expect(() => openSecret(key, purpose, bytes)).toThrow(/SECRET_KEY is not the one they were sealed with/);
  });

  it('does not open with any bit turned over', () => {
    for (let at = 0; at < sealed.length; at += 1) {
      const turned = Buffer.from(sealed);
      turned[at]! ^= 1;
      expect(() => openSecret(KEY, PURPOSE, turned)).toThrow(SealedSecretError);
    }
  });
});
