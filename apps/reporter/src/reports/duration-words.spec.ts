import { describe, expect, it } from '@jest/globals';
import { durationWords } from './duration-words.js';

const HOUR = 3_600;

describe('a length of time in words', () => {
  it.each([
    [0, '0 minutes'],
    [90, '1 minute'],
    [900, '15 minutes'],
    [HOUR - 1, '59 minutes'],
    [HOUR, '1 hour'],
    [1.5 * HOUR, '1.5 hours'],
    [23.99 * HOUR, '23 hours'],
    [24 * HOUR, '1 day'],
    [64.25 * HOUR, '2.6 days'],
    [1_000.5 * 24 * HOUR, '1,000 days'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(durationWords(seconds)).toBe(words);
  });
});
