import { describe, expect, it } from '@jest/globals';
import { byteRange } from './byte-range.js';

const whole = { kind: 'whole' };
const outside = { kind: 'outside' };
const part = (first: number, last: number) => ({ kind: 'part', first, last });

describe('byteRange of 100 bytes', () => {
  it.each([
    [undefined, whole],
    ['bytes=0-0', part(0, 0)],
    ['bytes=10-19', part(10, 19)],
    ['bytes=90-', part(90, 99)],
    ['bytes=90-500', part(90, 99)],
    ['bytes=-10', part(90, 99)],
    ['bytes=-500', part(0, 99)],
    ['Bytes = 1 - 2', part(1, 2)],
    ['bytes=100-', outside],
    ['bytes=100-200', outside],
    ['bytes=-0', outside],
    ['bytes=20-10', whole],
    ['bytes=-', whole],
    ['bytes=0-1,5-6', whole],
    ['lines=1-2', whole],
    ['nonsense', whole],
  ])('reads %p', (header, expected) => {
    expect(byteRange(header, 100)).toEqual(expected);
  });
});
