import { describe, expect, it } from '@jest/globals';
import { scopeWords } from './scope-words.js';

describe('scopeWords', () => {
  it.each([
    [null, null, null],
    ['mars', null, 'in location mars'],
    [null, 'a1', 'of account a1'],
    ['mars', 'a1', 'of account a1 in location mars'],
    ['mars. All is "well', null, 'in location "mars. All is \\"well"'],
  ])('of location %p and account %p are %p', (location, account, words) => {
    expect(scopeWords({ location, account })).toBe(words);
  });
});
