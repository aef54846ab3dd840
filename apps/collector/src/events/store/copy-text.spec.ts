import { describe, expect, it } from '@jest/globals';
import { copyRow } from './copy-text.js';

describe('copyRow', () => {
  it('writes what COPY takes for something else so that it is taken as it is', () => {
    expect(copyRow(['', null, 0, true, 'a\tb\nc\rd\\N'])).toBe('\t\\N\t0\ttrue\ta\\tb\\nc\\rd\\\\N\n');
    expect(copyRow([Buffer.from([1, 255]), { hex: '0a' }])).toBe('\\\\x01ff\t\\\\x0a\n');
  });
});
