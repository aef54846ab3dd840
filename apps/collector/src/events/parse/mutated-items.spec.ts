import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isLogLine, meaningOf } from '../../../test/fuzz/meaning.js';
import { mutatedItems } from '../../../test/fuzz/mutated-items.js';
import { testSeed } from '../../../test/seed.js';
import { parseItem } from './parse-item.js';
import { ItemSplitter, type RawItem } from './split-items.js';

const CONTEXT = { now: Date.parse('2026-10-01'), maxEventBytes: 100_000 };

it('takes no two different events for one, and no one for two, in 75,000 mutated items', () => {
  const [meanings, hashes] = [new Map<string, string>(), new Map<string, string>()];
  const counts = { events: 0, again: 0 };
  const property = fc.property(mutatedItems, fc.array(fc.nat(300), { maxLength: 5 }), (body, sizes) => {
    const items = inPieces(body, sizes);
    if (leftOver(body, items) !== '') throw new Error('Part of the body is in no item');
    for (const item of items) {
      const parsed = parseItem(item, CONTEXT);
      const meaning = item.kind === 'tail' ? undefined : meaningOf(item.bytes, isLogLine(item));
      if (parsed.problem) {
        if (UNREADABLE.has(parsed.problem.code) !== (meaning === undefined)) throw new Error(parsed.problem.message);
        continue;
      }
      if (meaning === undefined) throw new Error('An item was taken that says nothing or two things');
      const { contentHash } = parsed.value;
      counts.events += 1;
      if (meanings.has(contentHash)) counts.again += 1;
      else meanings.set(contentHash, meaning);
      if (!hashes.has(meaning)) hashes.set(meaning, contentHash);
      if (meanings.get(contentHash) !== meaning) throw new Error('Two different events were taken for one');
      if (hashes.get(meaning) !== contentHash) throw new Error('One event was taken for two');
    }
  });
  fc.assert(property, { numRuns: 75_000, seed: testSeed('Mutated items') });
  // Not for nothing: many were events, and of these many came up again.
  expect(counts.events).toBeGreaterThan(20_000);
  expect(counts.again).toBeGreaterThan(3_000);
}, 180_000);

function inPieces(body: Buffer, sizes: number[]): RawItem[] {
  const splitter = new ItemSplitter({ maxItemBytes: CONTEXT.maxEventBytes });
  let at = 0;
  const items = sizes.flatMap((size) => [...splitter.push(body.subarray(at, (at += size)))]);
  return [...items, ...splitter.push(body.subarray(at)), ...splitter.end()];
}

/** What of the body is in no item, apart from what may stand between items. */
function leftOver(body: Buffer, items: RawItem[]): string {
  let [left, at] = ['', 0];
  for (const { bytes } of items) {
    const found = body.indexOf(bytes, at);
    if (found === -1) return 'an item that is not in the body';
    left += body.toString('latin1', at, found);
    at = found + bytes.length;
  }
  return (left + body.toString('latin1', at)).replace(/^\xef\xbb\xbf/, '').replace(/[\s,[\]]/g, '');
}

/** Why an item cannot be read as one event; any other problem is about what it says. */
const UNREADABLE: ReadonlySet<string> = new Set([
  ...['invalid_json', 'invalid_utf8', 'unterminated_array', 'not_an_object', 'event_too_large', 'nested_too_deep'],
  ...['nul_character', 'lone_surrogate', 'duplicate_key', 'envelope_conflict', 'envelope_too_deep'],
]);
