import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  bundleReadme,
  fingerprintOf,
  makeSigningKey,
  type ManifestFacts,
  publicKeyPem,
  signerOf,
  writeBundle,
} from '@trailkeeper/bundle';
import { REPOSITORY_ROOT } from '../src/repository-root.js';

const FACTS: ManifestFacts = {
  softwareVersion: '0.1.0',
  catalogVersion: 'c0ffee'.repeat(10),
  organisation: 'Example Bank AG',
  schedule: {
    id: '5f0c5c0e-6a55-4f6e-8a0a-5d7f0f6f2a11',
    name: 'SOX quarter pack',
    owner: 'Ada',
    preset: 'sox-quarter',
  },
  slot: { id: '0b8f5e0e-97c5-4bb5-a5ad-7b0d0cf8a001', dueAt: '2026-10-01T04:00:00.000Z' },
  restates: null,
  period: {
    from: '2026-07-01T00:00:00.000Z',
    to: '2026-10-01T00:00:00.000Z',
    timeZone: 'UTC',
    words: 'third quarter of 2026',
  },
  scope: { services: ['kms', 'codeengine'], location: null, account: null },
  isEmpty: false,
  hasEvents: true,
  dataAsOf: '2026-10-01T04:00:03.123456Z',
  madeAt: '2026-10-01T04:00:09.000Z',
};
const [before, now] = [makeSigningKey(), makeSigningKey()];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trailkeeper-verify-'));
  await makeBundle('before.zip', before);
  await makeBundle('now.zip', now, { isEmpty: true, restates: { slotId: '1', reason: 'Late events.', bundle: null } });
  writeFileSync(
    join(folder, 'keys.json'),
    JSON.stringify({ items: [item(now, null), item(before, '2026-11-01T00:00:00Z')], nextCursor: null }),
  );
  writeFileSync(join(folder, 'key.pem'), publicKeyPem(now.publicKey));
  const cut = readFileSync(join(folder, 'now.zip'));
  writeFileSync(join(folder, 'cut.zip'), cut.subarray(0, -1));
  const turned = Buffer.from(cut);
  turned[11]! ^= 1; // of the time of the first file, which unzip shows and nothing checks
  writeFileSync(join(folder, 'turned.zip'), turned);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Key = typeof now;
const item = ({ id, publicKey }: Key, retiredAt: string | null) => ({
  id,
  publicKey: publicKey.toString('base64'),
  retiredAt,
});

async function makeBundle(name: string, { privateKey, publicKey }: Key, changes: Partial<ManifestFacts> = {}) {
  const facts = { ...FACTS, ...changes };
  const file = { dataAsOf: FACTS.dataAsOf, report: null };
  const bundle = writeBundle({
    entries: [
      { ...file, name: 'README.txt', kind: 'readme', content: [Buffer.from(bundleReadme({ ...facts, publicKey }))] },
      { ...file, name: 'reports/deletions_kms.csv', kind: 'report-csv', content: [Buffer.from('at,key\r\n1,2\r\n')] },
      { ...file, name: 'events/kms.jsonl', kind: 'events', content: [Buffer.from('{}\n'.repeat(1_234))] },
    ],
    manifest: () => facts,
    signer: signerOf(privateKey),
  });
  const pieces: Buffer[] = [];
  for await (const piece of bundle.pieces) pieces.push(piece);
  writeFileSync(join(folder, name), Buffer.concat(pieces));
}

/** The built tool, as `npm run verify` runs it, without a database or a token. */
async function verify(...args: string[]): Promise<{ output: string; errors: string; exitCode: number | null }> {
  const env = { PATH: process.env['PATH'], INIT_CWD: folder };
  const child = spawn(process.execPath, [join(REPOSITORY_ROOT, 'tools/dist/verify.js'), ...args], { env });
  const [output, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (data: Buffer) => output.push(data));
  child.stderr.on('data', (data: Buffer) => errors.push(data));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { output: Buffer.concat(output).toString('utf8'), errors: Buffer.concat(errors).toString('utf8'), exitCode };
}

describe('npm run verify', () => {
  it('says what an intact bundle is, file by file, and that it is intact', async () => {
    const { output, exitCode } = await verify('--keys', 'keys.json', 'now.zip');
    const facts = [
      ['Organisation', 'Example Bank AG'],
      ['Schedule', 'SOX quarter pack (owner Ada, preset sox-quarter)'],
      ['Period', 'third quarter of 2026, time zone UTC'],
      ['Services', 'kms, codeengine'],
      ['Made at', '2026-10-01T04:00:09.000Z, with what was stored by 2026-10-01T04:00:03.123456Z'],
      ['Made by', 'Trailkeeper 0.1.0, catalog c0ffeec0ffee'],
      ['Restates', 'the bundle of slot 1'],
      ['Because', 'Late events.'],
      ['Note', 'there was nothing to report'],
      ['Key', now.id],
      ['Fingerprint', fingerprintOf(now.publicKey)],
    ];
    expect(output).toMatch(/^now\.zip\n/);
    for (const [label = '', text] of facts) expect(output).toContain(`  ${label.padEnd(14)}${text}\n`);
    expect(output).toMatch(/\n {2}events\/kms\.jsonl +1,234 +3,702 {2}[0-9a-f]{12} +matches\n/);
    expect(output).toMatch(/\n {2}reports\/deletions_kms\.csv +1 +13 {2}[0-9a-f]{12} +matches\n/);
    expect(output).toContain(
      `INTACT. All 3 files and every byte of the zip are as they were signed with key ${now.id},\n`,
    );
    expect(output).toContain('which is one of those in keys.json.');
    expect(exitCode).toBe(0);
  });

  it('takes a bundle of before a rotation as well, and one key in PEM', async () => {
    const both = await verify('before.zip', 'now.zip', '--keys', 'keys.json');
    expect(both.output).toContain('2 of 2 bundles are intact.');
    expect(both.exitCode).toBe(0);
    expect((await verify('now.zip', '--keys', 'key.pem')).exitCode).toBe(0);
    const stranger = await verify('before.zip', '--keys', 'key.pem');
    expect(stranger.output).toMatch(
      /DOES NOT MATCH \(key-unknown\)\. It says it was signed with the key .*not the key that was given/,
    );
    expect(stranger.output).not.toContain('Example Bank');
    expect(stranger.exitCode).toBe(1);
  });

  it('says that without keys nothing is known of who signed', async () => {
    const { output, exitCode } = await verify('now.zip');
    expect(output).toContain(
      'who signed is proven only when the fingerprint above is the\n  one that Example Bank AG gave you',
    );
    expect(exitCode).toBe(0);
  });

  it('names what does not match', async () => {
    const cut = await verify('cut.zip');
    expect(cut.output).toContain('DOES NOT MATCH (zip-end). The zip is cut off at its end, by 1 byte.');
    expect(cut.exitCode).toBe(1);
    const turned = await verify('turned.zip', 'now.zip', 'gone.zip');
    expect(turned.output).toContain(
      'DOES NOT MATCH (seal-wrong). The files are as they were signed, but the zip around them',
    );
    expect(turned.output).toContain('CANNOT BE READ. The file cannot be read: ENOENT');
    expect(turned.output).toContain('1 of 3 bundles are intact.');
    expect(turned.exitCode).toBe(1);
  });

  it.each([
    ['a bundle that is not there', ['gone.zip'], /ENOENT/, 2],
    ['no bundle', [], /Which bundles\?/, 2],
    ['keys that are not there', ['now.zip', '--keys', 'gone.json'], /keys cannot be read from gone\.json: ENOENT/, 2],
    ['keys that are none', ['now.zip', '--keys', 'now.zip'], /keys cannot be read from now\.zip: It holds no key/, 2],
    ['an option that it does not have', ['--fast', 'now.zip'], /--fast/, 2],
    ['--help', ['--help'], /Usage: npm run verify -- \[--keys FILE\] BUNDLE\.zip…/, 0],
  ])('is asked for %s', async (_what, args, told, expected) => {
    const { output, errors, exitCode } = await verify(...args);
    expect(`${output}${errors}`).toMatch(told);
    expect(exitCode).toBe(expected);
  });
});
