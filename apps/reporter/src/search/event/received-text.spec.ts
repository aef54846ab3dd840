import { describe, expect, it } from '@jest/globals';
import { receivedText } from './received-text.js';

const LIMIT = 256 * 1024;

describe('receivedText', () => {
  it('is all of a body up to 256 KiB, byte for byte', () => {
    for (const text of ['', '{"a":"Müller"}', '\uFEFF{}\r\n', 'x'.repeat(LIMIT)]) {
      expect(receivedText(Buffer.from(text))).toEqual({
        received: text,
        receivedBytes: Buffer.byteLength(text),
        isCut: false,
      });
    }
  });

  it.each(['x', 'ü', '€', '😀'])('cuts a longer one before the character that would not fit whole: %s', (character) => {
    const size = Buffer.byteLength(character);
    for (let before = 0; before < size; before += 1) {
      const text = 'a'.repeat(before) + character.repeat(LIMIT + 1);
      const { received, receivedBytes, isCut } = receivedText(Buffer.from(text));
      expect([receivedBytes, isCut]).toEqual([before + size * (LIMIT + 1), true]);
      expect(text.startsWith(received)).toBe(true);
      expect(Buffer.byteLength(received)).toBeLessThanOrEqual(LIMIT);
      expect(Buffer.byteLength(received)).toBeGreaterThan(LIMIT - size);
    }
  });
});
