import { describe, expect, it } from '@jest/globals';
import { emitterOf } from './index.js';

describe('emitterOf', () => {
  it.each([
    ['service/compute/servers/detail', 'compute'],
    ['data/security/project', 'security'],
    ['service/security', 'security'],
    ['/service/network/port', 'network'],
    ['storage/volume', 'storage'],
    ['kms/secrets', 'kms'],
    ['wdp.scheduling/schedule', 'wdp.scheduling'],
    ['kms', 'kms'],
  ])('reads the type URI %s as %s, whoever published it', (targetTypeUri, emitter) => {
    expect(emitterOf({ targetTypeUri })).toBe(emitter);
    expect(emitterOf({ targetTypeUri, publisherId: 'identity.host1234' })).toBe(emitter);
  });

  it.each([undefined, null, '', ' ', '/', 'service', 'data/', 'unknown', 'http://schemas.dmtf.org/x', 'x'.repeat(129)])(
    'asks the publisher when the type URI is %p',
    (targetTypeUri) => {
      expect(emitterOf({ targetTypeUri, publisherId: 'identity.host1234' })).toBe('identity');
      expect(emitterOf({ targetTypeUri })).toBeUndefined();
    },
  );

  it.each([
    ['mod_wsgi', 'mod_wsgi'],
    ['identity.host1234', 'identity'],
    ['.host', undefined],
    ['y'.repeat(129), undefined],
    ['y'.repeat(128), 'y'.repeat(128)],
    [null, undefined],
  ])('reads the publisher %s as %s', (publisherId, emitter) => {
    expect(emitterOf({ publisherId })).toBe(emitter);
  });
});
