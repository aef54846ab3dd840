import { describe, expect, it } from '@jest/globals';
import { type CatalogAction, SERVICES, type Service, catalogMeaning } from './index.js';

/** The catalog with every action changed by `change`. */
function catalogWith(change: (action: CatalogAction) => CatalogAction): Service[] {
  return SERVICES.map((service) => ({
    ...service,
    sections: service.sections.map((section) => ({ ...section, actions: section.actions.map(change) })),
    actions: service.actions.map(change),
    laterActions: service.laterActions.map(change),
  }));
}

/** The catalog with one action changed. */
function catalogWithOne(name: string, changed: Partial<CatalogAction>): Service[] {
  return catalogWith((action) => (action.name === name ? { ...action, ...changed } : action));
}

describe('catalogMeaning', () => {
  it('is JSON with sorted keys and all 412 actions in order', () => {
    const text = catalogMeaning();
    const parsed = JSON.parse(text) as { actions: { name: string }[]; services: { id: string }[] };
    expect(JSON.stringify(withSortedKeys(parsed))).toBe(text);
    const names = parsed.actions.map((action) => action.name);
    expect(names).toHaveLength(231 + 122 + 59);
    expect(names).toEqual([...names].sort());
    expect(parsed.services).toHaveLength(21);
  });

  it('is unchanged by wording', () => {
    const reworded = catalogWith((action) => ({
      ...action,
      title: `${action.title}, reworded`,
      note: 'Reworded.',
      document: { ...action.document, title: 'Reworded', page: 'elsewhere' },
    })).map((service) => ({ ...service, name: `New ${service.name}` }));
    expect(catalogMeaning(reworded)).toBe(catalogMeaning());
  });

  it('is unchanged by the order in which things are shown', () => {
    const reversed = [...SERVICES]
      .reverse()
      .map((service) => ({ ...service, actions: [...service.actions].reverse() }));
    expect(catalogMeaning(reversed)).toBe(catalogMeaning());
  });

  it.each<[string, Partial<CatalogAction>]>([
    ['name', { name: 'kms.secrets.make' }],
    ['effect', { effect: 'delete' }],
    ['section', { section: 'Other keys' }],
    ['aliases', { aliases: [{ name: 'kms.secret.create', basis: 'inferred' }] }],
    ['edition', { document: { id: 'key-protect-2020', title: '', page: '', date: '2020-03-15' } }],
    ['status', { status: 'documented-later' }],
    ['kind of event', { eventKind: 'management' }],
    ['deprecation', { isDeprecated: true }],
  ])('is changed by the %s of one action', (_, changed) => {
    expect(catalogMeaning(catalogWithOne('kms.secrets.create', changed))).not.toBe(catalogMeaning());
  });

  it('is changed by a service that moves to another family, and by one that is gone', () => {
    const moved = SERVICES.map((service) =>
      service.id === 'kms' ? { ...service, family: 'watsonx' as const } : service,
    );
    expect(catalogMeaning(moved)).not.toBe(catalogMeaning());
    expect(catalogMeaning(SERVICES.slice(1))).not.toBe(catalogMeaning());
  });
});

function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withSortedKeys(inner)]));
}
