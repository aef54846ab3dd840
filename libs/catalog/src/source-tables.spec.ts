import { describe, expect, it } from '@jest/globals';
import { readSharedTable } from '../test/shared-table.js';
import { ACTIONS, LATER_ACTIONS, SERVICES, findAction } from './index.js';

const PRODUCT_ROWS = readSharedTable('catalog-actions.csv');
const ACCOUNT_ROWS = readSharedTable('catalog-account-actions.csv');
const CURRENT_ROWS = readSharedTable('catalog-current-docs.csv');
const RENAME_ROWS = readSharedTable('catalog-renames.csv');

/** Renames whose two names stand in no list of actions, only in the table of historical names. */
const RENAMES_WITHOUT_AN_ENTRY = [
  'kms.governance.configread',
  'kms.instance.readallowedipport',
  'kms.instance.readipwhitelistport',
  'kms.secrets.defaultalias',
];

const PAGE_OF: Record<string, string> = {
  '000_55b30611ab8815ee.txt': 'qiskit-runtime-2022',
  '002_3af6a40bcb3169b0.txt': 'code-engine-2020',
  '003_c5219067b72054b2.txt': 'watsonx-2025',
  '004_aab718bf63315709.txt': 'key-protect-2020',
};

describe('the documented actions of the product families', () => {
  const products = ACTIONS.filter((action) => action.family !== 'account-management');

  it('are exactly the rows of the source documents', () => {
    expect(products.map((action) => action.name).sort()).toEqual(PRODUCT_ROWS.map((row) => row['action']).sort());
  });

  it.each(PRODUCT_ROWS)('hold $action under its service, section and document', (row) => {
    expect(findAction(row['action'] ?? '')).toMatchObject({
      name: row['action'],
      service: row['service_prefix'],
      section: row['section'],
      status: 'documented',
      document: { id: PAGE_OF[row['source_file'] ?? ''] },
    });
  });
});

describe('the documented actions of account and user management', () => {
  const account = ACTIONS.filter((action) => action.family === 'account-management');

  it('are exactly the rows of the account pages', () => {
    expect(account.map((action) => action.name).sort()).toEqual(ACCOUNT_ROWS.map((row) => row['action']).sort());
  });

  it.each(ACCOUNT_ROWS)('hold $action under its service, section, page and date', (row) => {
    const action = findAction(row['action'] ?? '');
    expect(action).toMatchObject({
      service: row['service_prefix'],
      section: row['section']?.replace('tempalte', 'template'),
      status: 'documented',
      isDeprecated: row['listed_as_deprecated'] === 'yes',
      document: { date: row['page_date'] },
    });
    expect(action?.document.page).toBe(`ibm-cloud-docs/${row['documentation_page']?.replace('/', ': ')}`);
  });
});

describe('the newer editions', () => {
  it.each(CURRENT_ROWS)('know $action by its name or as an alias', (row) => {
    expect(findAction(row['action'] ?? '')).toBeDefined();
  });

  it('add exactly what no entry knew, under the heading of the newer edition', () => {
    const known = new Set(ACTIONS.flatMap((action) => [action.name, ...action.aliases.map((alias) => alias.name)]));
    const added = CURRENT_ROWS.filter((row) => !known.has(row['action'] ?? ''));
    expect(LATER_ACTIONS.map(({ name, section }) => ({ name, section })).sort(byName)).toEqual(
      added.map((row) => ({ name: row['action'] ?? '', section: row['section'] ?? '' })).sort(byName),
    );
  });

  it('leave Key Protect with 14 unchanged, 5 renamed and 5 gone; Code Engine with 14 gone or renamed', () => {
    const current = new Set(CURRENT_ROWS.map((row) => row['action']));
    const fate = (service: string) => {
      const actions = SERVICES.find(({ id }) => id === service)?.actions ?? [];
      const changed = actions.filter((action) => !current.has(action.name));
      const renamed = changed.filter((action) => action.aliases.some((alias) => current.has(alias.name)));
      return [actions.length - changed.length, renamed.length, changed.length - renamed.length];
    };
    expect(fate('kms')).toEqual([14, 5, 5]);
    expect(fate('codeengine')).toEqual([23, 12, 2]);
    expect(fate('quantum-computing')).toEqual([8, 0, 0]);
  });
});

describe('the renames', () => {
  const withEntry = RENAME_ROWS.filter((row) => !RENAMES_WITHOUT_AN_ENTRY.includes(row['old_action'] ?? ''));

  it.each(withEntry)('make $old_action and $current_action one entry', (row) => {
    const { old_action: old = '', current_action: current = '' } = row;
    const entry = findAction(old);
    expect(entry).toBeDefined();
    expect(findAction(current)).toBe(entry);
    const alias = entry?.name === old ? current : old;
    expect(entry?.aliases).toEqual([{ name: alias, basis: row['basis']?.split(' ')[0] }]);
  });

  it('leave out only the four that no list of actions names, under either name', () => {
    expect(withEntry).toHaveLength(RENAME_ROWS.length - 4);
    for (const row of RENAME_ROWS.filter((rename) => !withEntry.includes(rename))) {
      expect(findAction(row['old_action'] ?? '')).toBeUndefined();
      expect(findAction(row['current_action'] ?? '')).toBeUndefined();
    }
  });

  it('are all the aliases there are', () => {
    const aliases = [...ACTIONS, ...LATER_ACTIONS].flatMap((action) => action.aliases);
    expect(aliases.filter((alias) => alias.basis === 'documented')).toHaveLength(15);
    expect(aliases.filter((alias) => alias.basis === 'inferred')).toHaveLength(12);
  });
});

describe('titles', () => {
  const wordings = [...PRODUCT_ROWS, ...CURRENT_ROWS].map((row) => [
    row['action'] ?? '',
    simplified(row['source_wording'] ?? row['description'] ?? ''),
  ]);

  it.each([...ACTIONS, ...LATER_ACTIONS])('say what $name is in our own words', ({ name, title }) => {
    expect(title).toMatch(/^(?:[A-Z]|watsonx\.ai)\S*(?: \S+)+$/);
    expect(title).not.toMatch(/\.$/);
    expect(title.length).toBeLessThanOrEqual(60);
    for (const [action, wording] of wordings) if (action === name) expect(simplified(title)).not.toBe(wording);
  });

  it('tell the actions of a service apart', () => {
    for (const { actions, laterActions } of SERVICES) {
      const titles = [...actions, ...laterActions].map((action) => action.title);
      expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
    }
  });
});

function simplified(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

function byName(left: { name: string }, right: { name: string }): number {
  return left.name < right.name ? -1 : 1;
}
