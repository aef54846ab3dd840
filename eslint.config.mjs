import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { featureFolders } from './tools/eslint/feature-folders.mjs';

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '.bench/**', '.data/**', '.demo/**'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // The direction of the layout: apps and tools use libs, never each other; catalog and contract stay pure.
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: true,
          allow: [],
          depConstraints: [
            { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
            { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:lib'] },
            { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
            { sourceTag: 'lib:catalog', onlyDependOnLibsWithTags: [], allowedExternalImports: ['@jest/globals'] },
            {
              sourceTag: 'lib:contract',
              onlyDependOnLibsWithTags: ['lib:catalog'],
              allowedExternalImports: ['zod', '@jest/globals'],
            },
          ],
        },
      ],
    },
  },
  // Whether an event may be taken in depends on the key it comes with. A replay takes a kept item in as if it came anew. Old
  // events are read by the parser of new ones.
  ...featureFolders('apps/collector', { events: ['keys'], 'old-events': ['events'], replay: ['events', 'keys'] }),
  // A run joins what a report says with how it looks, and notes the catalog it was counted against. The times of an
  // attestation are read as those of a report are: it is held against reports' periods. So are those of the quarantine and
  // of a search. Reports say which sources are silent. A view is a search that is kept. An event is shown with what the
  // catalog lists of its action. An export writes CSV as reports do.
  // A schedule asks for reports of a period and names targets. A slot is what becomes of a due time: it asks for report runs,
  // has their files and events bundled and signed, and has the bundle delivered to targets. What is worked on is leased.
  // A delivery says which period it is of, and a link gives a bundle as files of reports are given.
  ...featureFolders('apps/reporter', {
    attestations: ['reports'],
    bundles: ['catalog', 'reports', 'runs', 'search', 'secrets', 'signing-keys'],
    deliveries: ['bundles', 'clock', 'leases', 'reports', 'runs', 'secrets', 'slots', 'targets'],
    quarantine: ['reports'],
    reports: ['sources'],
    runs: ['catalog', 'leases', 'render', 'reports'],
    schedules: ['clock', 'reports', 'targets'],
    search: ['catalog', 'render', 'reports'],
    'signing-keys': ['secrets'],
    slots: ['bundles', 'catalog', 'clock', 'leases', 'reports', 'runs', 'schedules', 'search', 'secrets'],
    targets: ['secrets'],
    views: ['search'],
  }),
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
