import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DeliveryError, type Parcel } from '../target-kind.js';
import { aParcel } from '../testing/a-parcel.js';
import { checkFolder } from './check-folder.js';
import { deliverToFolder } from './deliver-to-folder.js';

let root: string;
let base: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'trailkeeper-directory-'));
  base = join(root, 'base');
  await mkdir(base);
});
afterEach(async () => {
  await chmod(base, 0o700).catch(() => undefined);
  await rm(root, { recursive: true });
});

const PARCEL = aParcel('a bundle, '.repeat(1_000));
const limits = () => ({ directory: base, privateNetworks: [] });
const signal = new AbortController().signal;
const deliver = (parcel: Parcel = PARCEL, path = 'auditor/monthly') =>
  deliverToFolder({ path }, limits(), parcel, signal);
const faults = (path: string) => checkFolder({ path }, limits());
const folder = () => join(base, 'auditor/monthly');

describe('a delivery to a directory', () => {
  it('is a file that others may not read or change, in folders that are made', async () => {
    const delivered = await deliver();
    const place = join(folder(), PARCEL.name);
    expect(delivered).toEqual({ place, answer: expect.stringContaining('on disk'), wasThere: false });
    expect(await readFile(place, 'utf8')).toBe('a bundle, '.repeat(1_000));
    expect(await readdir(folder())).toEqual([PARCEL.name]);
    expect((await stat(place)).mode & 0o137).toBe(0);
    expect((await stat(place)).nlink).toBe(1);
    expect((await stat(folder())).mode & 0o027).toBe(0);
  });

  it('is not made again by a repeat', async () => {
    const { place } = await deliver();
    const { ino, mtimeMs } = await stat(place);
    expect(await deliver()).toMatchObject({ place, wasThere: true });
    expect(await stat(place)).toMatchObject({ ino, mtimeMs });
    expect(await readdir(folder())).toEqual([PARCEL.name]);
  });

  it.each([
    ['other bytes', 'b bundle, '.repeat(1_000), /another file, with other bytes/],
    ['fewer bytes', 'a bundle', /another file, of 8 bytes instead of 10000/],
  ])('never replaces a file with %s', async (_what, there, message) => {
    await mkdir(folder(), { recursive: true });
    await writeFile(join(folder(), PARCEL.name), there);
    await expect(deliver()).rejects.toThrow(message);
    await expect(deliver()).rejects.toThrow(/not touched: move it away/);
    expect(await readFile(join(folder(), PARCEL.name), 'utf8')).toBe(there);
    expect(await readdir(folder())).toEqual([PARCEL.name]);
  });

  it('does not write or read through a link that has its name', async () => {
    await mkdir(folder(), { recursive: true });
    await symlink(join(root, 'elsewhere'), join(folder(), PARCEL.name));
    await expect(deliver()).rejects.toThrow(/a symbolic link at/);
    await mkdir(join(base, 'other', PARCEL.name), { recursive: true });
    await expect(deliver(PARCEL, 'other')).rejects.toThrow(/something that is no file/);
    expect(await readdir(root)).toEqual(['base']);
  });

  it('clears up what an earlier try left, and only that', async () => {
    await mkdir(folder(), { recursive: true });
    const others = ['.another-id.0a1b2c3d.part', `.${PARCEL.deliveryId}.note`];
    for (const name of [`.${PARCEL.deliveryId}.00000000.part`, ...others]) await writeFile(join(folder(), name), 'x');
    await deliver();
    expect((await readdir(folder())).sort()).toEqual([...others, PARCEL.name].sort());
  });

  it('of several at the same time is one file, which is whole', async () => {
    const ends = await Promise.allSettled(Array.from({ length: 8 }, () => deliver()));
    const done = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.wasThere] : []));
    // Those that were cleared away by another are told so, and are repeated by whoever asked.
    const all = [...done, (await deliver()).wasThere];
    expect(all.filter((wasThere) => !wasThere)).toHaveLength(1);
    expect(await readdir(folder())).toEqual([PARCEL.name]);
  });

  it.each<[string, Partial<Parcel>]>([
    ['other bytes', { sha256: 'f'.repeat(64) }],
    ['fewer bytes', { bytes: 10 }],
  ])('is not one of %s than the parcel says', async (_what, changes) => {
    await expect(deliver({ ...PARCEL, ...changes })).rejects.toThrow(/is not what was to be sent/);
    expect(await readdir(folder())).toEqual([]);
  });

  it('leaves nothing when its content cannot be read, and says that fault', async () => {
    const content = async function* () {
      yield Buffer.from('a bun');
      throw Object.assign(new Error('the database is gone'), { code: 'ECONNRESET', syscall: 'read', errno: -104 });
    };
    await expect(deliver({ ...PARCEL, content })).rejects.toThrow('the database is gone');
    expect(await readdir(folder())).toEqual([]);
  });

  it('is broken off', async () => {
    const aborted = deliverToFolder({ path: 'auditor' }, limits(), PARCEL, AbortSignal.abort());
    await expect(aborted).rejects.toThrow(DeliveryError);
    expect(await readdir(join(base, 'auditor'))).toEqual([]);
  });
});

describe('a folder outside DELIVERY_DIRECTORY', () => {
  it.each(['link', 'link/below', 'inside/link'])('is not written to through %s', async (path) => {
    await mkdir(join(root, 'outside'));
    await mkdir(join(base, 'inside'));
    await symlink(join(root, 'outside'), join(base, 'link'));
    await symlink('../../outside', join(base, 'inside/link'));
    await expect(deliver(PARCEL, path)).rejects.toThrow(/symbolic link that leads out of DELIVERY_DIRECTORY/);
    expect(await faults(path)).toEqual([{ field: 'path', message: expect.stringMatching(/leads out/) }]);
    expect(await readdir(join(root, 'outside'))).toEqual([]);
  });

  it('is found when the link is made after the settings were checked', async () => {
    expect(await faults('auditor')).toEqual([]);
    await deliver(PARCEL, 'auditor');
    await mkdir(join(root, 'base-2'));
    await rename(join(base, 'auditor'), join(base, 'was'));
    await symlink(join(root, 'base-2'), join(base, 'auditor'));
    await expect(deliver(PARCEL, 'auditor')).rejects.toThrow(/leads out/);
    expect(await readdir(join(root, 'base-2'))).toEqual([]);
  });

  it('is not what a link within leads to', async () => {
    await mkdir(join(base, 'real'));
    await symlink('real', join(base, 'link'));
    expect(await faults('link')).toEqual([]);
    expect(await deliver(PARCEL, 'link')).toMatchObject({ place: join(base, 'real', PARCEL.name) });
  });

  it('is not made where a link leads to nothing', async () => {
    await symlink(join(root, 'nothing'), join(base, 'link'));
    await expect(deliver(PARCEL, 'link')).rejects.toThrow(DeliveryError);
    expect(await readdir(root)).toEqual(['base']);
  });
});

describe('a folder that cannot be used', () => {
  it('is none where DELIVERY_DIRECTORY is not set', async () => {
    const none = { directory: null, privateNetworks: [] };
    await expect(deliverToFolder({ path: 'a' }, none, PARCEL, signal)).rejects.toThrow(/DELIVERY_DIRECTORY is not set/);
    expect(await checkFolder({ path: 'a' }, none)).toMatchObject([{ field: 'path' }]);
  });

  it('is gone with DELIVERY_DIRECTORY, which is never made', async () => {
    await rm(base, { recursive: true });
    await expect(deliver()).rejects.toThrow(/DELIVERY_DIRECTORY cannot be used: it is not there.*mount the share/);
    expect(await readdir(root)).toEqual([]);
  });

  it('has a file in the way', async () => {
    await writeFile(join(base, 'auditor'), 'x');
    await expect(deliver()).rejects.toThrow(/a part of the path is a file/);
    await expect(deliver(PARCEL, 'auditor')).rejects.toThrow(/is a file|ENOTDIR/);
    expect(await faults('auditor')).toMatchObject([{ message: expect.stringMatching(/is a file and no folder/) }]);
  });
});
