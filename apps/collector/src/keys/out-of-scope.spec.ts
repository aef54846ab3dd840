import { describe, expect, it } from '@jest/globals';
import { type KeyScope, UNLIMITED } from './key-scope.js';
import { outOfScope, type ScopedEvent } from './out-of-scope.js';

const EVENT: ScopedEvent = { action: 'kms.secrets.create', emitter: '', location: 'us-south', account: '67db3d7f' };

const problemOf = (scope: Partial<KeyScope>, event: Partial<ScopedEvent> = {}) =>
  outOfScope({ ...UNLIMITED, ...scope }, { ...EVENT, ...event });

describe('outOfScope', () => {
  it.each<[string, Partial<KeyScope>, Partial<ScopedEvent>]>([
    ['everything to a key without limits', {}, { location: 'unknown', account: 'unknown', action: 'x' }],
    ['a service', { services: ['codeengine', 'kms'] }, {}],
    ['a family', { services: ['key-protect'] }, {}],
    ['each service of a family', { services: ['watsonx'] }, { action: 'wdp.scheduling.schedule.read' }],
    ['an undocumented action of a service of a family', { services: ['key-protect'] }, { action: 'kms.new.thing' }],
    ['another name of an action', { services: ['codeengine'] }, { action: 'codeengine.application.create' }],
    ['a service outside the catalog', { services: ['is'] }, { action: 'is.vpc.vpc.create' }],
    ['a service that only the emitter names', { services: ['compute'] }, { action: 'read/list', emitter: 'compute' }],
    ['events without a service by name', { services: ['unknown'] }, { action: 'read/list' }],
    ['a location', { locations: ['eu-de', 'us-south'] }, {}],
    ['the location of none', { locations: ['global'] }, { location: 'global' }],
    ['an account', { accounts: ['67db3d7f'] }, {}],
    ['all three', { services: ['kms'], locations: ['us-south'], accounts: ['67db3d7f'] }, {}],
  ])('lets in %s', (_, scope, event) => {
    expect(problemOf(scope, event)).toBeUndefined();
  });

  it.each<[string, Partial<KeyScope>, Partial<ScopedEvent>, string]>([
    [
      'another service',
      { services: ['codeengine'] },
      {},
      'The key may not send events of service kms; allowed: codeengine.',
    ],
    [
      'a service of another family',
      { services: ['code-engine', 'is'] },
      {},
      'The key may not send events of service kms; allowed: code-engine, is.',
    ],
    [
      'an unheard-of service that is called like a family',
      { services: ['watsonx'] },
      { action: 'watsonx.model.create' },
      'The key may not send events of service watsonx; allowed: watsonx.',
    ],
    [
      'a service that begins like one',
      { services: ['wdp'] },
      { action: 'wdp.scheduling.schedule.read' },
      'The key may not send events of service wdp.scheduling; allowed: wdp.',
    ],
    [
      'a service in another case',
      { services: ['kms'] },
      { action: 'KMS.secrets.create' },
      'The key may not send events of service KMS; allowed: kms.',
    ],
    [
      'an event without a service',
      { services: ['kms'] },
      { action: 'read/list' },
      'The key may not send events of service unknown; allowed: kms.',
    ],
    [
      'an emitter beside an action that names its service',
      { services: ['compute'] },
      { emitter: 'compute' },
      'The key may not send events of service kms; allowed: compute.',
    ],
    [
      'another location',
      { locations: ['eu-de', 'global'] },
      {},
      'The key may not send events of location us-south; allowed: eu-de, global.',
    ],
    [
      'an unknown account',
      { accounts: ['67db3d7f'] },
      { account: 'unknown' },
      'The key may not send events of account unknown; allowed: 67db3d7f.',
    ],
    [
      'two things at once',
      { services: ['kms'], locations: ['eu-de'], accounts: ['1'] },
      {},
      'The key may not send events of location us-south; allowed: eu-de. ' +
        'The key may not send events of account 67db3d7f; allowed: 1.',
    ],
  ])('keeps out %s, and says so', (_, scope, event, message) => {
    expect(problemOf(scope, event)).toEqual({ code: 'out_of_scope', message });
  });

  it('names objects’ own properties like any other service', () => {
    expect(problemOf({ services: ['__proto__'] }, { action: '__proto__.x.create' })).toBeUndefined();
    expect(problemOf({ services: ['kms'] }, { action: 'constructor.x.create' })).toBeDefined();
  });

  it('lists ten of what is allowed and cuts what is too long, between characters', () => {
    const services = Array.from({ length: 13 }, (_, at) => `s${at}`);
    const { message } = problemOf({ services }, { action: `a${'😀'.repeat(100)}.x` }) ?? {};
    expect(message).toBe(
      `The key may not send events of service a${'😀'.repeat(63)}…; allowed: s0, s1, s2, s3, s4, s5, s6, s7, s8, s9 and 3 more.`,
    );
  });
});
