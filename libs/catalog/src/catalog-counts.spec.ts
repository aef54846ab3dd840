import { describe, expect, it } from '@jest/globals';
import { ACTIONS, FAMILIES, LATER_ACTIONS, SERVICES } from './index.js';

const PRODUCTS = ACTIONS.filter((action) => action.family !== 'account-management');

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return Object.fromEntries(counts);
}

const lastSegment = (name: string) => name.slice(name.lastIndexOf('.') + 1);

describe('the counts of the catalog', () => {
  it('holds 231 product actions, 122 of account management and 59 documented later', () => {
    expect([PRODUCTS.length, ACTIONS.length - PRODUCTS.length, LATER_ACTIONS.length]).toEqual([231, 122, 59]);
    expect(countBy(LATER_ACTIONS, (action) => action.service)).toEqual({ kms: 31, codeengine: 28 });
  });

  it('groups 21 services in five families, 12 of them in the four product families', () => {
    expect(countBy(SERVICES, (service) => service.family)).toEqual({
      'key-protect': 1,
      'code-engine': 1,
      'qiskit-runtime': 1,
      watsonx: 9,
      'account-management': 9,
    });
    expect(FAMILIES.map((family) => family.id)).toEqual([...new Set(SERVICES.map((service) => service.family))]);
  });

  it('counts the product actions of each service', () => {
    expect(countBy(PRODUCTS, (action) => action.service)).toEqual({
      'pm-20': 61,
      codeengine: 37,
      kms: 24,
      'data-science-experience': 23,
      'wdp-profiling': 23,
      datacatalog: 20,
      domodel: 11,
      'quantum-computing': 8,
      aiopenscale: 8,
      'wdp.scheduling': 7,
      'wdp-connect-connection': 5,
      data_science_experience: 4,
    });
  });

  it('counts the account actions of each service', () => {
    const account = ACTIONS.filter((action) => action.family === 'account-management');
    expect(countBy(account, (action) => action.service)).toEqual({
      billing: 16,
      'user-management': 9,
      'iam-identity': 35,
      'iam-groups': 25,
      'iam-am': 3,
      'iam-access-management': 8,
      'globalcatalog-collection': 13,
      'globalcatalog-instance': 7,
      entitlement: 6,
    });
    expect(account.filter((action) => action.isDeprecated).map((action) => action.name)).toEqual([
      'billing.account-mfa.set-on',
      'billing.account-mfa.set-off',
    ]);
  });

  it('counts the product actions of each section', () => {
    expect(countBy(PRODUCTS, (action) => `${action.document.id}: ${action.section}`)).toEqual({
      'qiskit-runtime-2022: List of data events': 8,
      'code-engine-2020: List of events': 37,
      'watsonx-2025: Events for watsonx.ai Studio': 7,
      'watsonx-2025: Events for Decision Optimization': 11,
      'watsonx-2025: Events for feature groups': 4,
      'watsonx-2025: Events for asset management': 12,
      'watsonx-2025: Events for asset attachments': 5,
      'watsonx-2025: Events for asset attributes': 3,
      'watsonx-2025: Events for connections': 5,
      'watsonx-2025: Events for scheduling': 7,
      'watsonx-2025: Events for Data Refinery flows': 8,
      'watsonx-2025: Events for profiling': 15,
      'watsonx-2025: Events for profiling options': 8,
      'watsonx-2025: Events for working with foundation models': 2,
      'watsonx-2025: Events for watsonx.ai Runtime deployments': 7,
      'watsonx-2025: Events for watsonx.ai Runtime instances': 3,
      'watsonx-2025: Events for SPSS Modeler flows': 8,
      'watsonx-2025: Event for model visualizations': 1,
      'watsonx-2025: Events for watsonx.ai Runtime training assets': 6,
      'watsonx-2025: Events for watsonx.ai Runtime repository assets': 42,
      'watsonx-2025: Events for public APIs': 2,
      'watsonx-2025: Events for private APIs': 6,
      'key-protect-2020: Keys': 12,
      'key-protect-2020: Policies': 4,
      'key-protect-2020: Import tokens': 2,
      'key-protect-2020: Registrations': 6,
    });
  });

  it('keeps the shapes of the printed names', () => {
    const names = PRODUCTS.map((action) => action.name);
    expect(countBy(names, (name) => `${name.split('.').length} segments`)).toEqual({
      '3 segments': 210,
      '4 segments': 16,
      '5 segments': 5,
    });
    expect(names.filter((name) => name.includes('_'))).toHaveLength(57);
    expect(names.filter((name) => name.endsWith('.failed'))).toHaveLength(13);
    expect(new Set(names.map((name) => name.split('.')[0])).size).toBe(12);
  });

  it('counts the last segments', () => {
    const few =
      'configure backup enable retrieve clone promote purge trash increase transfer import listforkey merge head';
    const more = 'readmetadata rewrap rotate setkeyfordeletion unsetkeyfordeletion unwrap wrap visualize authenticate';
    const once = `${few} ${more} authorize cancel multiple`.split(' ');
    expect(countBy(PRODUCTS, (action) => lastSegment(action.name))).toEqual({
      ...{ create: 49, delete: 38, update: 34, read: 30, list: 13, failed: 13, add: 7, receive: 4 },
      ...{ send: 3, start: 3, write: 3, stop: 2, restore: 2, export: 2, get: 2 },
      ...Object.fromEntries(once.map((word) => [word, 1])),
    });
  });

  it('counts 39 product actions whose last word is delete, and classifies them all as deletions', () => {
    const worded = PRODUCTS.filter(({ name }) => /\.delete(\.multiple)?$/.test(name));
    expect(countBy(worded, (action) => action.service)).toEqual({
      'pm-20': 11,
      codeengine: 9,
      aiopenscale: 3,
      'data-science-experience': 3,
      datacatalog: 2,
      domodel: 2,
      kms: 2,
      'quantum-computing': 2,
      'wdp-profiling': 2,
      data_science_experience: 1,
      'wdp-connect-connection': 1,
      'wdp.scheduling': 1,
    });
    expect(new Set(worded.map((action) => action.effect))).toEqual(new Set(['delete']));
  });
});
