import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { forged } from '../../test/forged-bundle.js';
import { madeBundle } from '../../test/made-bundle.js';
import { rezipped, unzipped } from '../../test/rewritten-zip.js';
import { type Verification, verifyBundle } from '../index.js';

let folder: string;
let zip: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trailkeeper-hostile-'));
  ({ zip } = await madeBundle());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function verified(bytes: Buffer): Promise<Verification> {
  const path = join(folder, 'bundle.zip');
  writeFileSync(path, bytes);
  return verifyBundle(path);
}

describe('a hostile zip', () => {
  it('is not unpacked further than its manifest says', async () => {
    const bomb = await forged(zip, (files) =>
      files.with(0, { name: 'README.txt', content: Buffer.alloc(100_000_000) }),
    );
    expect(bomb.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage().rss;
    expect(await verified(bomb)).toMatchObject({
      code: 'file-bytes',
      sentence: expect.stringContaining('more than the 14 bytes'),
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  it('has no manifest without end', async () => {
    const { files } = await unzipped(zip);
    const endless = await rezipped(
      [{ name: 'manifest.json', content: Buffer.alloc(17 * 1024 * 1024, ' ') }, ...files.slice(0, 1)],
      '',
    );
    expect(await verified(endless)).toMatchObject({
      code: 'manifest-unreadable',
      sentence: expect.stringContaining('16 MiB'),
    });
  });

  it('cannot have files without end, nor several at one place', async () => {
    const many = Array.from({ length: 10_003 }, (_, at) => ({ name: `${at}`, content: Buffer.alloc(0) }));
    expect(await verified(await rezipped(many, ''))).toMatchObject({
      code: 'zip-directory',
      sentence: expect.stringContaining('10,000'),
    });
    const twice = Buffer.from(zip);
    const [first, second] = [twice.indexOf('PK\x01\x02'), twice.indexOf('PK\x01\x02', twice.indexOf('PK\x01\x02') + 1)];
    twice.copyWithin(second + 42, first + 42, first + 46);
    expect(await verified(twice)).toMatchObject({
      code: 'zip-directory',
      sentence: expect.stringContaining('same place'),
    });
  });

  it.each([
    ['a name', 28],
    ['further fields', 30],
    ['a comment', 32],
  ])('has no list that fills the memory, with %s of 64 KiB for each file', async (_, lengthAt) => {
    const few = await rezipped(
      Array.from({ length: 400 }, (_file, at) => ({ name: `${at}`, content: Buffer.alloc(0) })),
      '',
    );
    const before = process.memoryUsage();
    expect(await verified(inflatedList(few, lengthAt))).toMatchObject({
      code: 'zip-directory',
      sentence: expect.stringContaining('holds more than a bundle'),
    });
    expect(process.memoryUsage().heapUsed - before.heapUsed).toBeLessThan(50_000_000);
  });

  it('cannot write to the screen by a name of a file', async () => {
    const named = await forged(zip, (files) => [...files, { name: 'a\u001b[2Jb\u202ec\n', content: Buffer.alloc(1) }]);
    expect(await verified(named)).toMatchObject({
      code: 'file-unlisted',
      sentence: '"a\ufffd[2Jb\ufffdc\ufffd" is in the zip, but not listed.',
    });
  });

  it('cannot point beyond the file', async () => {
    const [central, end] = [zip.indexOf('PK\x01\x02'), zip.lastIndexOf('PK\x05\x06')];
    for (const at of [central + 42, end + 16]) {
      const pointing = Buffer.from(zip);
      pointing.writeUInt32LE(0xfffffff0, at);
      expect(await verified(pointing)).toMatchObject({ isIntact: false });
    }
  });
});

it('a pipe is not waited for', async () => {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  expect(await verifyBundle(path)).toMatchObject({ code: 'unreadable', sentence: 'It is no file.' });
});

/** The zip with 65,532 bytes of zeros behind each entry of its list, as the part of the entry whose length stands at `lengthAt`. */
function inflatedList(zip: Buffer, lengthAt: number): Buffer {
  const end = zip.subarray(zip.lastIndexOf('PK\x05\x06'));
  const listAt = end.readUInt32LE(16);
  const pieces: Buffer[] = [];
  for (let at = listAt; zip.toString('latin1', at, at + 4) === 'PK\x01\x02';) {
    const nameBytes = zip.readUInt16LE(at + 28);
    const entry = Buffer.concat([zip.subarray(at, at + 46 + nameBytes), Buffer.alloc(65_532)]);
    entry.writeUInt16LE(entry.readUInt16LE(lengthAt) + 65_532, lengthAt);
    pieces.push(entry);
    at += 46 + nameBytes;
  }
  const list = Buffer.concat(pieces);
  const newEnd = Buffer.from(end);
  newEnd.writeUInt32LE(list.length, 12);
  return Buffer.concat([zip.subarray(0, listAt), list, newEnd]);
}
