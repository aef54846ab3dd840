import { describe, expect, it } from '@jest/globals';
import { scopeServices } from '@trailkeeper/catalog';
import { slotSearch } from './slot-search.js';

const PERIOD = { from: new Date('2026-09-01T00:00:00Z'), to: new Date('2026-10-01T00:00:00Z') };
const search = (services: string[], location: string | null = null, account: string | null = null) =>
  slotSearch({ ...PERIOD, definition: { services, location, account } });

describe('the events of a slot', () => {
  it('are those of its period, whenever they arrived', () => {
    expect(search(['all'])).toEqual({ conditions: [], occurred: PERIOD, arrived: { from: null, to: null } });
  });

  it('are of its services and families, each service once', () => {
    const family = scopeServices('key-protect')!.map(({ id }) => id);
    expect(search(['key-protect', 'kms', 'codeengine']).conditions).toEqual([
      { kind: 'service', ids: [...family, 'codeengine'], isNegated: false },
    ]);
  });

  it('are of any service when one of its scopes is all of them', () => {
    expect(search(['kms', 'all']).conditions).toEqual([]);
  });

  it('are of its location and account', () => {
    expect(search(['all'], 'eu-de', 'a1').conditions).toEqual([
      { kind: 'text', field: 'location', values: ['eu-de'], isNegated: false },
      { kind: 'text', field: 'account', values: ['a1'], isNegated: false },
    ]);
  });
});
