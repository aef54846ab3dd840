import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { anEntry, madeBundle, plausibleEntries } from '../../test/made-bundle.js';
import { MUTATIONS, type Originals, type Pick } from '../../test/mutations.js';
import { MISMATCH_CODES, type Verification, verifyBundle } from '../index.js';

let folder: string;
let originals: Originals;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trailkeeper-tampering-'));
  const { zip } = await madeBundle();
  const changed = plausibleEntries().with(
    0,
    anEntry('README.txt', 'Another one.\n', { kind: 'readme', dataAsOf: null }),
  );
  originals = { zip, other: (await madeBundle(changed)).zip };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function verified(bytes: Buffer): Promise<Verification> {
  const path = join(folder, 'bundle.zip');
  writeFileSync(path, bytes);
  return verifyBundle(path);
}

/** Numbers drawn beforehand, so that a failed case can be had again and made smaller. */
const dice = fc.array(fc.nat(2 ** 31 - 1), { minLength: 6, maxLength: 6 });
const picked = (numbers: number[]): Pick => {
  let at = 0;
  return (below) => numbers[at++]! % below;
};
const seed = process.env['TEST_SEED'];
const settings = seed === undefined ? {} : { seed: Number(seed) };

/** Fails unless the verdict is one of the expected, told in a sentence that can be printed. */
function expectMismatch(verdict: Verification, codes: readonly string[]): void {
  if (verdict.isIntact) throw new Error('it is taken for intact');
  expect(codes).toContain(verdict.code);
  expect(verdict.sentence).toMatch(/^[^\p{C}]{15,400}\.$/u);
}

// 4 minutes: alone it takes 15 s.
jest.setTimeout(240_000);

describe('a bundle that was tampered with', () => {
  it('is found out at each of 1,000 random changes, by what was done', async () => {
    const counts = new Map<string, number>();
    const kinds = Object.keys(MUTATIONS);
    const tampering = fc.record({ kind: fc.constantFrom(...kinds), numbers: dice });
    await fc.assert(
      fc.asyncProperty(tampering, async ({ kind, numbers }) => {
        const { codes, apply } = MUTATIONS[kind]!;
        const mutant = await apply(originals, picked(numbers));
        fc.pre(!mutant.equals(originals.zip)); // zeros written over zeros
        expectMismatch(await verified(mutant), codes === 'any' ? MISMATCH_CODES : codes);
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }),
      { numRuns: 1_000, ...settings },
    );
    expect([...counts.values()].reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(1_000);
    expect([...counts.keys()].sort()).toEqual(kinds.sort());
  });

  it('is found out at any one byte', async () => {
    const { zip } = await madeBundle([anEntry('events/a.jsonl', '{"id":"1"}\n{"id":"2"}\n')]);
    expect((await verified(zip)).isIntact).toBe(true);
    const found = new Map<string, number>();
    for (let at = 0; at < zip.length; at += 1) {
      const turned = Buffer.from(zip);
      turned[at]! ^= 1 << (at % 8);
      const verdict = await verified(turned);
      expectMismatch(verdict, MISMATCH_CODES);
      const code = verdict.isIntact ? '' : verdict.code;
      found.set(code, (found.get(code) ?? 0) + 1);
    }
    // What no unzip program would have told: a local header, a time, a flag.
    expect(found.get('seal-wrong')).toBeGreaterThan(50);
  });

  it('is found out at every length that it is cut to', async () => {
    const { zip } = await madeBundle([anEntry('events/a.jsonl', '{"id":"1"}\n')]);
    for (let length = 0; length < zip.length; length += 1) {
      expectMismatch(await verified(zip.subarray(0, length)), ['not-a-zip', 'zip-end']);
    }
  });
});
