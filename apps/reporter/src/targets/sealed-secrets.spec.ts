import { describe, expect, it } from '@jest/globals';
import { openSecrets, sealSecrets } from './sealed-secrets.js';
import { DeliveryError } from './target-kind.js';

const KEY = 'a-secret-key-for-tests';
const ID = '5f0c1a52-2b43-4d3b-9d0c-2f5f6d0a7c11';

describe('the secrets of a target', () => {
  it('open for that target, and show no more than their names', () => {
    const { sealed, names } = sealSecrets(KEY, ID, { token: 'a-token', password: 'pässword', other: undefined });
    expect(names).toEqual(['password', 'token']);
    expect(sealed?.toString('latin1')).not.toMatch(/a-token|password/);
    expect(openSecrets(KEY, { id: ID, name: 'x', sealed })).toEqual({ token: 'a-token', password: 'pässword' });
  });

  it('are nothing where there are none', () => {
    expect(sealSecrets(KEY, ID, { other: undefined })).toEqual({ sealed: null, names: [] });
    expect(openSecrets(KEY, { id: ID, name: 'x', sealed: null })).toEqual({});
  });

  it.each([
    ['when SECRET_KEY was changed', 'another-key-for-tests', ID],
    ['for another target', KEY, ID.replace('5', '6')],
  ])('do not open %s, and the way out is said', (_what, key, id) => {
    const { sealed } = sealSecrets(KEY, ID, { token: 'a-token' });
    const open = () => openSecrets(key, { id, name: 'Auditor', sealed });
    expect(open).toThrow(DeliveryError);
    expect(open).toThrow(/"Auditor" cannot be opened: SECRET_KEY is not the one.*give the secrets of this target anew/);
  });
});
