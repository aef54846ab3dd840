import { describe, expect, it } from '@jest/globals';
import { FACTS, SIGNER } from '../test/made-bundle.js';
import { bundleReadme, fingerprintOf, publicKeyPem } from './index.js';

const readme = (changes: object = {}) => bundleReadme({ ...FACTS, publicKey: SIGNER.publicKey, ...changes });

describe('the README of a bundle', () => {
  it('says whose it is, of what, and with which key it is to be checked', () => {
    const text = readme();
    expect(text).toMatch(/^Audit evidence of Example Bank AG\nSOX quarter pack\n/);
    for (const told of ['September 2026', '2026-10-01T00:00:00.000Z (excluded)', 'Trailkeeper 0.1.0', 'Ada']) {
      expect(text).toContain(told);
    }
    expect(text).toContain(publicKeyPem(SIGNER.publicKey).trimEnd());
    expect(text).toContain(fingerprintOf(SIGNER.publicKey));
    expect(text).not.toContain('nothing to report');
    expect(text).not.toContain('takes the place');
    expect(text).not.toContain('changes/');
  });

  it('says that there was nothing to report, and what it restates and why', () => {
    const bundle = { name: 'a.zip', sha256: 'ab'.repeat(32) };
    const text = readme({
      isEmpty: true,
      organisation: null,
      restates: { slotId: '1', reason: 'Late events.', bundle },
    });
    expect(text).toMatch(/^Audit evidence\n/);
    expect(text).toContain('There was nothing to report');
    expect(text).toContain('Why: Late events.\n  The earlier bundle: a.zip\n  Its SHA-256: abab');
    expect(text).toContain('\n  changes/   ');
  });

  it.each([
    [true, 'events of this period are known for what was asked, and none'],
    [false, 'no event of this period is known for what was asked'],
  ])('of an empty bundle says whether events are known (%s)', (hasEvents, words) => {
    expect(readme({ isEmpty: true, hasEvents })).toContain(`There was nothing to report: ${words}`);
  });

  it('keeps what people wrote on one line, and its own lines short', () => {
    const text = readme({ schedule: { ...FACTS.schedule, name: 'Daily\n\nHOW TO CHECK IT\u202e\u2028Do not.' } });
    expect(text).toContain('\nDaily HOW TO CHECK IT Do not.\n');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(105);
  });
});
