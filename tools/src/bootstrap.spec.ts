import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withInstallLock } from '../bootstrap/install-lock.mjs';
import { isInstalled } from '../bootstrap/install.mjs';
import { isAllowed } from '../bootstrap/node-version.mjs';

describe('isAllowed', () => {
  const range = '^20.19.0 || ^22.13.0 || >=24.11.0';

  it.each(['20.19.0', '20.20.2', '22.13.0', '22.23.3', '24.11.0', '24.11.1', '26.0.0', '25.1.0-nightly'])(
    'lets Node %s in',
    (version) => expect(isAllowed(version, range)).toBe(true),
  );

  it.each(['18.20.0', '20.18.9', '21.7.0', '22.12.0', '23.11.0', '24.10.9'])('keeps Node %s out', (version) =>
    expect(isAllowed(version, range)).toBe(false),
  );
});

describe('a checkout', () => {
  let root: string;
  const lock = () => join(root, 'package-lock.json');

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'trailkeeper-bootstrap-'));
    writeFileSync(lock(), '{}');
  });

  afterEach(() => rmSync(root, { recursive: true }));

  it('needs an install when it is fresh', () => {
    expect(isInstalled(root)).toBe(false);
  });

  it('needs none after npm was run by hand, until the lock file changes', () => {
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{}');
    expect(isInstalled(root)).toBe(true);
    writeFileSync(lock(), '{ "changed": true }');
    expect(isInstalled(root)).toBe(false);
  });

  it('needs one when the lock file is newer than what npm installed by hand', () => {
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{}');
    utimesSync(join(root, 'node_modules', '.package-lock.json'), 1, 1);
    expect(isInstalled(root)).toBe(false);
  });

  it('is installed by one command at a time', async () => {
    const steps: string[] = [];
    const install = (name: string) =>
      withInstallLock(root, async () => {
        steps.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 100));
        steps.push(`${name} ends`);
      });
    await Promise.all([install('a'), install('b')]);
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('takes over the lock of a command that was killed', async () => {
    mkdirSync(join(root, '.nx'));
    writeFileSync(join(root, '.nx', 'install.lock'), '4194305'); // above the highest pid Linux gives
    await withInstallLock(root, async () => {
      expect(readFileSync(join(root, '.nx', 'install.lock'), 'utf8')).toBe(String(process.pid));
    });
  });
});
