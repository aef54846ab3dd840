import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mayMount, NEEDS_MOUNT } from '../testing/may-mount.js';
import { aParcel } from '../testing/a-parcel.js';
import { deliverToFolder } from './deliver-to-folder.js';
import { compileDelivery, deliverInProcess } from '../testing/delivery-process.js';

const TEXT = 'a bundle, '.repeat(20_000);
const PARCEL = aParcel(TEXT);
let program: string;
let base: string;

beforeAll(() => {
  program = compileDelivery();
});
afterAll(() => rm(program, { recursive: true }));
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'trailkeeper-killed-'));
});
afterEach(() => rm(base, { recursive: true }));

const folder = () => join(base, 'auditor');
const repeat = () =>
  deliverToFolder({ path: 'auditor' }, { directory: base, privateNetworks: [] }, PARCEL, new AbortController().signal);

/** Steps of a delivery as the file system sees them; `nth` of that name, held before it is made or after. */
describe('a delivery whose process is killed', () => {
  it.each([
    ['before', 'mkdir', 1, 'nothing'],
    ['after', 'mkdir', 1, 'nothing'],
    ['after', 'readdir', 1, 'nothing'],
    ['after', 'open', 2, 'nothing'],
    ['after', 'writeFile', 1, 'nothing'],
    ['after', 'writeFile', 2, 'nothing'],
    ['before', 'sync', 1, 'nothing'],
    ['after', 'sync', 1, 'nothing'],
    ['before', 'link', 1, 'nothing'],
    ['after', 'link', 1, 'all of it'],
    ['after', 'rm', 1, 'all of it'],
    ['before', 'sync', 2, 'all of it'],
    ['after', 'sync', 2, 'all of it'],
  ])('%s %s (%d) has left %s, and the repeat ends it', async (when, step, nth, left) => {
    const { process, said } = deliverInProcess(program, { base, text: TEXT, hold: { when, step, nth } });
    expect(await said).toEqual({ held: step });
    process.kill('SIGKILL');
    const names = await readdir(folder()).catch((): string[] => []);
    expect(names.includes(PARCEL.name)).toBe(left === 'all of it');
    if (left === 'all of it') expect(await readFile(join(folder(), PARCEL.name), 'utf8')).toBe(TEXT);

    expect(await repeat()).toMatchObject({ wasThere: left === 'all of it' });
    expect(await readdir(folder())).toEqual([PARCEL.name]);
    expect(await readFile(join(folder(), PARCEL.name), 'utf8')).toBe(TEXT);
    expect(await repeat()).toMatchObject({ wasThere: true });
  });
});

describe('a disk that is full', () => {
  const FULL = /could not be written: the disk is full; make room/;

  it('is told, and nothing is left', async () => {
    const { said } = deliverInProcess(program, { base, text: TEXT, isDiskFull: true });
    expect(await said).toEqual({ error: expect.stringMatching(FULL) });
    expect(await readdir(folder())).toEqual([]);
  });

  const isPossible = mayMount();
  const name = `of 64 KiB is told, and delivered to once there is room${isPossible ? '' : NEEDS_MOUNT}`;
  (isPossible ? it : it.skip)(name, async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', base]);
    try {
      await expect(repeat()).rejects.toThrow(FULL);
      expect(await readdir(folder())).toEqual([]);
      execFileSync('mount', ['-o', 'remount,size=1m', base]);
      expect(await repeat()).toMatchObject({ wasThere: false });
    } finally {
      execFileSync('umount', [base]);
    }
  });
});

describe('a folder without rights', () => {
  it('is told when files cannot be made in it, or folders in what is above it', async () => {
    await chmod(base, 0o555);
    const uid = 65_534; // nobody: root may do everything
    const first = deliverInProcess(program, { base, text: TEXT, uid });
    expect(await first.said).toEqual({
      error: expect.stringMatching(/folder could not be made: the reporter has no right/),
    });
    await chmod(base, 0o755);
    await mkdir(folder(), { mode: 0o555 });
    const second = deliverInProcess(program, { base, text: TEXT, uid });
    expect(await second.said).toEqual({
      error: expect.stringMatching(/could not be written: the reporter has no right/),
    });
    expect(await readdir(folder())).toEqual([]);
  });
});
