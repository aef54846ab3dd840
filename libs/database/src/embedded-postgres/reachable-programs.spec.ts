import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { reachablePrograms } from './reachable-programs.js';

const NOBODY = { uid: 65_534, gid: 65_534 };

describe('reachablePrograms', () => {
  let checkout: string;
  let native: string;

  beforeEach(() => {
    checkout = mkdtempSync(join(tmpdir(), 'trailkeeper-programs-'));
    native = join(checkout, 'native');
    mkdirSync(join(native, 'bin'), { recursive: true });
    writeFileSync(join(native, 'bin', 'postgres'), '', { mode: 0o700 });
    symlinkSync('postgres', join(native, 'bin', 'postmaster'));
    writeFileSync(join(checkout, 'package.json'), JSON.stringify({ version: `0.0.0-test-${process.pid}` }));
  });

  afterEach(() => rmSync(checkout, { recursive: true }));

  it('is the folder itself for an ordinary user', () => {
    expect(reachablePrograms(native, undefined)).toBe(native);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;

  asRoot('is the folder itself when the server user can run what is in it', () => {
    chmodSync(checkout, 0o755);
    chmodSync(join(native, 'bin', 'postgres'), 0o755);
    expect(reachablePrograms(native, NOBODY)).toBe(native);
  });

  asRoot('is one copy that everybody can run when the checkout is closed', () => {
    const copy = reachablePrograms(native, NOBODY);
    expect(copy).not.toBe(native);
    expect(statSync(join(copy, 'bin', 'postgres')).mode & 0o777).toBe(0o755);
    expect(existsSync(join(copy, 'bin', 'postmaster'))).toBe(true);
    expect(reachablePrograms(native, NOBODY)).toBe(copy);
    rmSync(copy, { recursive: true });
  });
});
