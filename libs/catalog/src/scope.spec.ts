import { describe, expect, it } from '@jest/globals';
import { SERVICES, findScope, scopeIds, scopeServices } from './index.js';

describe('a scope', () => {
  it('is everything, a family or a service', () => {
    expect(scopeServices('all')).toEqual(SERVICES);
    expect(scopeServices('key-protect')?.map((service) => service.id)).toEqual(['kms']);
    expect(scopeServices('watsonx')).toHaveLength(9);
    expect(scopeServices('account-management')).toHaveLength(9);
    expect(scopeServices('wdp.scheduling')?.map((service) => service.id)).toEqual(['wdp.scheduling']);
    expect(findScope('pm-20')).toMatchObject({ kind: 'service', name: 'watsonx.ai Runtime' });
  });

  it.each(['__proto__', 'constructor', '', 'ALL', 'wdp'])('is undefined for the unknown id "%s"', (id) => {
    expect(scopeServices(id)).toBeUndefined();
  });

  it('has ids that never clash, all first, then families, then services', () => {
    const ids = scopeIds();
    expect(ids).toHaveLength(1 + 5 + 21);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.slice(0, 7)).toEqual([
      ...['all', 'key-protect', 'code-engine', 'qiskit-runtime', 'watsonx', 'account-management'],
      'kms',
    ]);
  });
});
