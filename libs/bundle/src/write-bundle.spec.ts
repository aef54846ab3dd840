import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anEntry, FACTS, madeBundle, plausibleEntries, SIGNER } from '../test/made-bundle.js';
import { publicKeyPem, writeBundle } from './index.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'trailkeeper-bundle-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a program prints; skipped where it is not installed. */
function printed(program: string, args: string[], input?: Buffer): string {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: folder, input });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr} ${stdout}`);
  return stdout.toString('utf8');
}

const has = (program: string) => spawnSync(program, ['-v']).error === undefined;

describe('a bundle', () => {
  it('tells its own bytes, SHA-256 and manifest, and what each file measures', async () => {
    const { zip, written } = await madeBundle();
    expect(written.bytes).toBe(zip.length);
    expect(written.sha256).toBe(createHash('sha256').update(zip).digest('hex'));
    expect(JSON.parse(written.manifestText)).toEqual(written.manifest);
    expect(written.manifestText).toMatch(/^\{\n {2}"format": 1,\n {2}"product": "Trailkeeper",\n/);
    expect(written.manifest).toMatchObject({ ...FACTS, signedWith: { keyId: SIGNER.keyId } });
    expect(written.manifest.files.map(({ name, rows }) => [name, rows])).toEqual([
      ['README.txt', null],
      ['reports/deletions_kms_2026-09.pdf', null],
      ['reports/deletions_kms_2026-09.csv', 40],
      ['reports/failures_kms_2026-09.csv', 0],
      ['events/kms_2026-09.jsonl', 200],
      ['events/iam_2026-09.jsonl', 0],
    ]);
    expect(written.manifest.files[0]).toMatchObject({
      bytes: 14,
      sha256: createHash('sha256').update('What this is.\n').digest('hex'),
    });
  });

  it('is the same bytes for the same content', async () => {
    const [one, other] = [await madeBundle(), await madeBundle()];
    expect(one.zip.equals(other.zip)).toBe(true);
  });

  (has('unzip') ? it : it.skip)('is a zip like any other', async () => {
    const { zip } = await madeBundle();
    writeFileSync(join(folder, 'like-any.zip'), zip);
    expect(printed('unzip', ['-t', 'like-any.zip'])).toContain('No errors detected');
    expect(printed('unzip', ['-p', 'like-any.zip', 'README.txt'])).toBe('What this is.\n');
    expect(printed('unzip', ['-Z', 'like-any.zip'])).toMatch(/-rw-r--r--.* 80-Jan-01 00:00 README\.txt/);
  });

  (has('openssl') && has('unzip') ? it : it.skip)('is checked with openssl alone: manifest and seal', async () => {
    const { zip } = await madeBundle();
    writeFileSync(join(folder, 'checked.zip'), zip);
    writeFileSync(join(folder, 'key.pem'), publicKeyPem(SIGNER.publicKey));
    printed('unzip', ['-o', 'checked.zip', 'manifest.json', 'manifest.json.sig']);
    const verify = ['pkeyutl', '-verify', '-pubin', '-inkey', 'key.pem', '-rawin'];
    expect(printed('openssl', [...verify, '-in', 'manifest.json', '-sigfile', 'manifest.json.sig'])).toContain(
      'Signature Verified Successfully',
    );
    printed('sh', [
      '-c',
      `printf 'trailkeeper-seal-1 %s\\n' "$(head -c -124 checked.zip | sha256sum | cut -c 1-64)" > sealed.txt
       tail -c 88 checked.zip | openssl base64 -d -A > seal.sig`,
    ]);
    expect(printed('openssl', [...verify, '-in', 'sealed.txt', '-sigfile', 'seal.sig'])).toContain('Successfully');
  });

  it.each([
    '../x.txt',
    '/x.txt',
    'a//b',
    'a\\b',
    'x/',
    '.x',
    'ü.txt',
    'manifest.json',
    'Manifest.JSON',
    '',
    'a b',
    '-rf',
    'a/-b',
    'a.',
    'a./b',
  ])('refuses a file called "%s"', async (name) => {
    await expect(madeBundle([anEntry(name, 'x')])).rejects.toThrow(/name/);
  });

  it('refuses two files of one name, and no file at all', async () => {
    await expect(madeBundle([anEntry('a.txt', 'x'), anEntry('A.txt', 'y')])).rejects.toThrow(/files/);
    await expect(madeBundle([])).rejects.toThrow(/files/);
  });

  it('throws what the reading of a file throws, and ends the others', async () => {
    async function* broken() {
      yield Buffer.from('x');
      throw new Error('the database went away');
    }
    await expect(madeBundle([anEntry('a.txt', 'x'), anEntry('b.txt', '', { content: broken() })])).rejects.toThrow(
      'the database went away',
    );
  });

  it('ends the reading of its files when nobody reads it on', async () => {
    let ended = false;
    async function* endless() {
      try {
        for (let at = 0; ; at += 1) yield createHash('sha512').update(String(at)).digest();
      } finally {
        ended = true;
      }
    }
    const entries = [...plausibleEntries(), anEntry('endless.txt', '', { content: endless() })];
    const bundle = writeBundle({ entries, manifest: () => FACTS, signer: SIGNER });
    for await (const piece of bundle.pieces) {
      expect(piece).toHaveLength(256 * 1024);
      break;
    }
    expect(ended).toBe(true);
    expect(() => bundle.written()).toThrow('not read to its end');
  });
});
