import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findJsonFault } from './find-json-fault.js';

describe('findJsonFault', () => {
  it.each<[string, number]>([
    ['', 0],
    ['{', 1],
    ['{"a":tru}', 5],
    ['{"a":1,}', 7],
    ['{"a":1 "b":2}', 7],
    ["{'a':1}", 1],
    ['{"a" 1}', 5],
    ['[1,2', 4],
    ['[1 2]', 3],
    ['{"a":1}x', 7],
    ['"a\nb"', 2],
    ['"a\\x"', 2],
    ['"abc', 4],
    ['{"a":01}', 6],
    ['{"a":NaN}', 5],
    ['{"a":1} // note', 8],
  ])('finds in %s the place %i', (text, place) => {
    expect(findJsonFault(text)).toBe(place);
  });

  it('finds a fault exactly where JSON.parse does', () => {
    const valid = fc.tuple(fc.json(), fc.constant(''));
    const broken = fc.tuple(fc.json(), fc.constantFrom('}', ']', ',', '"', '\\', 'x', '0', '.', '\n', ' '));
    fc.assert(
      fc.property(fc.oneof(valid, broken), fc.nat(), ([json, insert], place) => {
        const at = place % (json.length + 1);
        const text = json.slice(0, at) + insert + json.slice(at);
        expect(findJsonFault(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
