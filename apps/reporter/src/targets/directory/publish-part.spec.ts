import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { publishPart } from './publish-part.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailkeeper-publish-'));
  await writeFile(join(folder, '.part'), 'new');
});
afterEach(() => rm(folder, { recursive: true }));

const linkFailing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

describe.each([
  ['with hard links', undefined],
  ['of a file system without hard links', linkFailing('EPERM')],
])('a part %s', (_what, link) => {
  const publish = () => publishPart(join(folder, '.part'), join(folder, 'file'), link);

  it('gets its name', async () => {
    expect(await publish()).toBe(true);
    expect(await readdir(folder)).toEqual(['file']);
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('new');
  });

  it('never takes the place of another', async () => {
    await writeFile(join(folder, 'file'), 'old');
    expect(await publish()).toBe(false);
    expect(await readdir(folder)).toEqual(['file']);
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('old');
  });
});

describe('a part that cannot get its name', () => {
  it('is told with the reason', async () => {
    const published = publishPart(join(folder, '.part'), join(folder, 'file'), linkFailing('EROFS'));
    await expect(published).rejects.toThrow(/could not be given its name: the file system can only be read/);
  });

  it('was removed by another try', async () => {
    const published = publishPart(join(folder, '.gone'), join(folder, 'file'));
    await expect(published).rejects.toMatchObject({ name: 'DeliveryError' });
  });
});
