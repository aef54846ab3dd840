import { describe, expect, it } from '@jest/globals';
import { addAnswer, describeResult, emptyResult, exitCodeOf, noteOutcome } from './import-result.js';

const file = (name: string) => ({ name, path: `/${name}`, bytes: 1_000_000, isGiven: false });
const entry = {
  ...{ name: '/a.json', bytes: 1_000_000, sha256: 'ab', importedAt: '2026-11-20T09:30:00Z' },
  tally: { received: 130, stored: 5, duplicates: 5, quarantined: 120 },
};

describe('the result of an import', () => {
  it('says what has become of each file and event, and where to look', () => {
    const result = emptyResult(5);
    addAnswer(result, 'a.json', { ...entry.tally, problems: problems({ no_action: 60, invalid_json: 40 }) });
    noteOutcome(result, file('a.json'), { kind: 'imported', entry });
    noteOutcome(result, file('b.json'), { kind: 'already-imported', quarantined: 3 });
    noteOutcome(result, file('c.md'), { kind: 'skipped', reason: 'a picture' });
    noteOutcome(result, file('d.gz'), { kind: 'failed', reason: 'damaged' });

    expect(describeResult(result, 2)).toBe(`\
Imported          1 file, 1.0 MB in 2.0 s (65 events/s)
Already imported  1 file; 3 items of them were quarantined then (--again sends them again)
Skipped           1 file
  c.md: a picture
Failed            1 file
  d.gz: damaged
Not done          1 file

received 130 = stored 5 + duplicates 5 + quarantined 120

Quarantined, by code:
  no_action                60
  invalid_json             40
  not listed               20 (an answer lists 100 problems at most)
in:
  a.json: 120
Their bytes are kept. What is wrong with each: GET /v1/quarantine on the reporter; the codes: docs/events.md`);
    expect(exitCodeOf(result)).toBe(1);
  });

  it('is good when all is stored, was before, or is of no concern', () => {
    const result = emptyResult(3);
    addAnswer(result, 'a.json', { received: 2, stored: 1, duplicates: 1, quarantined: 0, problems: [] });
    noteOutcome(result, file('a.json'), { kind: 'imported', entry });
    noteOutcome(result, file('b.json'), { kind: 'already-imported', quarantined: 0 });
    noteOutcome(result, file('c.md'), { kind: 'skipped', reason: 'a picture' });
    expect(exitCodeOf(result)).toBe(0);
    expect(describeResult(result, 1)).not.toMatch(/Failed|Not done|Quarantined/);
  });

  it.each([
    [0, '0.0 kB'],
    [1_234, '1.2 kB'],
    [99_940, '99.9 kB'],
    [100_000, '0.1 MB'],
    [812_400_000, '812.4 MB'],
  ])('says how much %s bytes are', (bytes, words) => {
    const result = emptyResult(1);
    noteOutcome(result, file('a.json'), { kind: 'imported', entry: { ...entry, bytes } });
    expect(describeResult(result, 1)).toContain(`1 file, ${words} in 1.0 s`);
  });

  it('lists no more files than fit a screen or two', () => {
    const result = emptyResult(60);
    for (let nth = 0; nth < 60; nth += 1) noteOutcome(result, file(`${nth}`), { kind: 'skipped', reason: 'x' });
    expect(describeResult(result, 1)).toMatch(/ {2}49: x\n {2}… and 10 more\n/);
  });
});

function problems(codes: Record<string, number>) {
  return Object.entries(codes).flatMap(([code, count]) =>
    Array.from({ length: count }, (_, index) => ({ index, code, message: '' })),
  );
}
