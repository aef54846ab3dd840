import { describe, expect, it } from '@jest/globals';
import { maybeTailPosition, tailPositionText } from './tail-position.js';

describe('the position of a tail', () => {
  const text = (fields: unknown) => Buffer.from(JSON.stringify(fields)).toString('base64url');
  const AT = '2026-09-15T10:00:07.000Z';
  const KEY = ['7', '2026-09-15T10:00:07.000000Z', 'a'.repeat(64)];

  it('is read as it was written', () => {
    for (const fields of [
      ['5:9:6,7', AT],
      ['5:9:6,7', AT, '8:9:', ...KEY],
    ]) {
      expect(tailPositionText(maybeTailPosition(text(fields))!)).toBe(text(fields));
    }
  });

  it.each([
    [''],
    ['x'],
    [text([])],
    [text(['5:9:6,7'])],
    [text(['9:5:', AT])],
    [text(['5:9:7,6', AT])],
    [text([`5:9:'; select 1`, AT])],
    [text(['5:9:', 'yesterday'])],
    [text(['5:9:', AT, '8:9:'])],
    [text(['5:9:', AT, '8:8:', ...KEY])],
    [text(['5:9:', AT, '8:9:', '7x', ...KEY.slice(1)])],
    [text(['5:9:', AT, '8:9:', '7', '2026-02-30T10:00:07.000000Z', 'a'.repeat(64)])],
    [text(['5:9:', AT, '8:9:', ...KEY.slice(0, 2), 'A'.repeat(64)])],
    [text(['5:9:', AT, '8:9:', ...KEY, 'more'])],
    [text([`5:9${'0'.repeat(20)}:`, AT])],
    [text(['5:9:', AT]).padEnd(9_000, 'A')],
  ])('is no forged one (case %#)', (forged) => {
    expect(maybeTailPosition(forged)).toBeUndefined();
  });
});
