import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findFiles } from './find-files.js';
import { UsageError } from '../usage-error.js';

describe('findFiles', () => {
  let folder: string;
  const given = (...names: string[]) => names.map((name) => ({ name, path: join(folder, name) }));

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'trailkeeper-find-'));
    for (const path of ['b/2', 'b/10', 'a']) mkdirSync(join(folder, path), { recursive: true });
    for (const path of ['b/2/x.log', 'b/10/y.log', 'b/z.log', 'a/B.json', 'a/a.json']) {
      writeFileSync(join(folder, path), 'abc');
    }
    symlinkSync(join(folder, 'b'), join(folder, 'b', '2', 'up'));
    symlinkSync(join(folder, 'a', 'a.json'), join(folder, 'b', 'linked.json'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'b', 'dangling.json'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('walks folders in name order, follows links, and finds each file once', async () => {
    const { files, unreadable } = await findFiles(given('b', 'a', 'a/B.json'));
    expect(files.map(({ name }) => name)).toEqual([
      ...['b/10/y.log', 'b/2/x.log', 'b/linked.json', 'b/z.log', 'a/B.json'],
    ]);
    expect(files[0]).toEqual({
      ...{ name: 'b/10/y.log', path: join(folder, 'b/10/y.log'), bytes: 3, isGiven: false },
    });
    expect(unreadable).toEqual([{ name: 'b/dangling.json', reason: 'cannot be read (ENOENT)' }]);
  });

  it('tells a file that was given from one that was found', async () => {
    const { files } = await findFiles(given('a/B.json'));
    expect(files).toMatchObject([{ name: 'a/B.json', isGiven: true }]);
  });

  it('names every path that does not exist', async () => {
    const finding = findFiles(given('a', 'missing', 'a/a.json/below'));
    await expect(finding).rejects.toThrow(new UsageError('There is no such file or folder: missing, a/a.json/below'));
  });
});
