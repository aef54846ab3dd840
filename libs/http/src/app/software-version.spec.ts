import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { SOFTWARE_VERSION } from './software-version.js';

it('is the version of the root package', () => {
  const root = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8')) as object;

  expect(root).toMatchObject({ version: SOFTWARE_VERSION });
});
