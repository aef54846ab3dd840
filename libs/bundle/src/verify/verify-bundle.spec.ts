import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Forgery, forged } from '../../test/forged-bundle.js';
import { anEntry, FACTS, madeBundle, SIGNER } from '../../test/made-bundle.js';
import { rezipped } from '../../test/rewritten-zip.js';
import {
  fingerprintOf,
  makeSigningKey,
  signerOf,
  type Verification,
  verifyBundle,
  type VerifyingKey,
  writeBundle,
} from '../index.js';

let folder: string;
let zip: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trailkeeper-verify-'));
  ({ zip } = await madeBundle());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function verified(bytes: Buffer, keys?: VerifyingKey[]): Promise<Verification> {
  const path = join(folder, 'bundle.zip');
  writeFileSync(path, bytes);
  return verifyBundle(path, { keys });
}

describe('an untouched bundle', () => {
  it('is intact; without keys it is only its own word who signed', async () => {
    const verdict = await verified(zip);
    expect(verdict).toEqual({
      isIntact: true,
      manifest: expect.objectContaining(FACTS),
      signedBy: { keyId: SIGNER.keyId, fingerprint: fingerprintOf(SIGNER.publicKey), isGiven: false },
      bytes: zip.length,
      sha256: createHash('sha256').update(zip).digest('hex'),
    });
  });

  it('is signed by one of the keys that were given', async () => {
    const keys = [makeSigningKey(), SIGNER].map(({ publicKey }) => ({ publicKey, retiredAt: null }));
    expect(await verified(zip, keys)).toMatchObject({ isIntact: true, signedBy: { isGiven: true } });
  });

  it('may be a zip64 file, as one beyond 4 GiB is', async () => {
    const large = await forged(zip, () => undefined, { isZip64: true });
    expect(large.includes('PK\x06\x06')).toBe(true);
    expect((await verified(large)).isIntact).toBe(true);
    const turned = Buffer.from(large);
    turned[large.indexOf('PK\x06\x06') + 12]! ^= 1; // of a version that nothing reads
    expect(await verified(turned)).toMatchObject({ code: 'seal-wrong' });
  });

  it('stays good when its key is retired later, or while it is made', async () => {
    for (const retiredAt of ['2027-01-01T00:00:00Z', FACTS.madeAt, '2026-09-30T04:00:10Z']) {
      expect((await verified(zip, [{ publicKey: SIGNER.publicKey, retiredAt }])).isIntact).toBe(true);
    }
  });
});

describe('a bundle that somebody else signed', () => {
  const strangers = [{ publicKey: makeSigningKey().publicKey, retiredAt: null }];

  it('is told by the keys that were given', async () => {
    expect(await verified(zip, strangers)).toMatchObject({
      code: 'key-unknown',
      sentence: `It says it was signed with the key ${SIGNER.keyId} (fingerprint ${fingerprintOf(SIGNER.publicKey)}): that is not the key that was given.`,
      manifest: null,
    });
  });

  it('is told by a key that was retired more than a day before it was made', async () => {
    const keys = [{ publicKey: SIGNER.publicKey, retiredAt: '2026-09-30T04:00:08Z' }];
    expect(await verified(zip, keys)).toMatchObject({ code: 'key-retired' });
  });

  it('is not made of one that was signed by putting another key into it', async () => {
    const other = signerOf(makeSigningKey().privateKey);
    const signedWith = { keyId: SIGNER.keyId, publicKey: other.publicKey.toString('base64') };
    const mixed = await forged(zip, (_files, manifest) => void (manifest.signedWith = signedWith));
    expect(await verified(mixed)).toMatchObject({ code: 'key-wrong' });
  });
});

describe('a bundle whose signer lied', () => {
  it.each<[string, string, string | null, RegExp, Forgery]>([
    [
      'of rows',
      'file-rows',
      'events/kms_2026-09.jsonl',
      /has 200 rows; 199 are listed/,
      (_, { files }) => void (files[4]!.rows = 199),
    ],
    [
      'of rows where none can be',
      'file-rows',
      'README.txt',
      /has no rows; 0 are/,
      (_, { files }) => void (files[0]!.rows = 0),
    ],
    [
      'of bytes',
      'file-bytes',
      'README.txt',
      /has 14 bytes; 15 are listed/,
      (_, { files }) => void (files[0]!.bytes = 15),
    ],
    [
      'of a SHA-256',
      'file-content',
      'README.txt',
      /was changed/,
      (_, { files }) => void (files[0]!.sha256 = 'ab'.repeat(32)),
    ],
    ['of the order', 'file-order', null, /lies where/, (_, { files }) => void files.reverse()],
    [
      'of a file',
      'file-missing',
      'a.txt',
      /"a\.txt" is missing\.$/,
      (_, { files }) => void (files[6] = { ...files[0]!, name: 'a.txt' }),
    ],
    ['by leaving one out', 'file-unlisted', 'README.txt', /not listed/, (_, { files }) => void files.shift()],
    [
      'by listing one twice',
      'manifest-unreadable',
      'manifest.json',
      /"files"/,
      (_, { files }) => void files.push(files[0]!),
    ],
    [
      'by a name that leads elsewhere',
      'manifest-unreadable',
      'manifest.json',
      /"files.0.name"/,
      (_, { files }) => void (files[0]!.name = '../x'),
    ],
    [
      'by a word that the format does not have',
      'manifest-unreadable',
      'manifest.json',
      /more/,
      (_, manifest) => void Object.assign(manifest, { more: 1 }),
    ],
    [
      'of the format',
      'format-unknown',
      'manifest.json',
      /format is 2/,
      (_, manifest) => void Object.assign(manifest, { format: 2 }),
    ],
    [
      'of the product',
      'manifest-unreadable',
      'manifest.json',
      /none of a Trailkeeper/,
      (_, manifest) => void Object.assign(manifest, { product: 'X' }),
    ],
  ])('%s is told: %s', async (_what, code, file, sentence, change) => {
    const verdict = await verified(await forged(zip, change));
    expect(verdict).toMatchObject({ isIntact: false, code, sentence: expect.stringMatching(sentence) });
    if (file !== null) expect(verdict).toMatchObject({ file });
  });

  it('tells what matched before', async () => {
    const verdict = await verified(await forged(zip, (_, { files }) => void (files[2]!.rows = 1)));
    expect(verdict).toMatchObject({
      manifest: { organisation: 'Example Bank AG' },
      matching: [{ name: 'README.txt' }, { name: 'reports/deletions_kms_2026-09.pdf' }],
    });
  });
});

describe('a bundle of another length', () => {
  it.each([
    [
      'more',
      (at: number) => [at, at],
      'Before its last record the zip is 3 bytes longer than it says: something was put in.',
    ],
    [
      'less',
      (at: number) => [at, at + 3],
      'Before its last record the zip is 3 bytes shorter than it says: something was taken out.',
    ],
  ])('in its middle is told in plain words: %s', async (what, place, sentence) => {
    const [end = 0, begin = 0] = place(500);
    const added = Buffer.from(what === 'more' ? 'abc' : '');
    const changed = Buffer.concat([zip.subarray(0, end), added, zip.subarray(begin)]);
    expect(await verified(changed)).toMatchObject({ code: 'zip-directory', sentence });
  });
});

describe('what is no bundle', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'not-a-zip'],
    ['a text', Buffer.from('Dear regulator,\n'.repeat(50)), 'not-a-zip'],
    ['the end of a zip and nothing else', Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`, 'latin1'), 'manifest-missing'],
  ])('%s is told', async (_what, bytes, code) => {
    expect(await verified(bytes)).toMatchObject({ code, manifest: null, signedBy: null, matching: [] });
  });

  it('is told of any other zip', async () => {
    const other = await rezipped([{ name: 'a.txt', content: Buffer.from('a') }], '');
    expect(await verified(other)).toMatchObject({ code: 'manifest-missing' });
    const theirs = await rezipped([{ name: 'manifest.json', content: Buffer.from('{"name":"app"}') }], '');
    expect(await verified(theirs)).toMatchObject({ code: 'manifest-unreadable' });
  });

  it('is told of what the file system does not give', async () => {
    mkdirSync(join(folder, 'a-folder'));
    expect(await verifyBundle(join(folder, 'a-folder'))).toMatchObject({
      code: 'unreadable',
      sentence: 'It is no file.',
    });
    expect(await verifyBundle(join(folder, 'gone.zip'))).toMatchObject({
      code: 'unreadable',
      sentence: expect.stringContaining('ENOENT'),
    });
  });
});

describe('a large bundle', () => {
  it('is written and checked in little memory', async () => {
    const path = join(folder, 'large.zip');
    let most = 0;
    const base = used();
    const note = () => void (most = Math.max(most, used() - base));
    function* events() {
      const lines = Array.from({ length: 1_000 }, (_, at) => `{"id":"${at}","action":"kms.secrets.read"}\n`).join('');
      for (let at = 0; at < 2_500; at += 1) yield Buffer.from(lines);
    }
    const entries = [anEntry('events/all.jsonl', '', { content: events() })];
    const bundle = writeBundle({ entries, manifest: () => FACTS, signer: SIGNER });
    const file = await open(path, 'w');
    for await (const piece of bundle.pieces) {
      await file.write(piece);
      note();
    }
    await file.close();
    const sampling = setInterval(note, 5);
    const verdict = await verifyBundle(path);
    clearInterval(sampling);
    expect(verdict).toMatchObject({ isIntact: true, manifest: { files: [{ rows: 2_500_000, bytes: 102_225_000 }] } });
    expect((await stat(path)).size).toBe(bundle.written().bytes);
    expect(most).toBeLessThan(48 * 1024 * 1024);
  });
});

/** Bytes of buffers, which do not lie on the heap. */
function used(): number {
  const { external, arrayBuffers } = process.memoryUsage();
  return Math.max(external, arrayBuffers);
}
