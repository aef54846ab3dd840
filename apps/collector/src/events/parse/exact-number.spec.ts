import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { survivesDouble } from './exact-number.js';

describe('survivesDouble', () => {
  it.each(['0', '-0', '0.0', '0e999', '1', '-1.5', '0.1', '1.10', '100', '1e2', '1E+2', '10e-1', '9007199254740992'])(
    'is true of %s',
    (text) => expect(survivesDouble(text)).toBe(true),
  );

  it.each(['5e-324', '1.7976931348623157e308', '1e22', '123456789012345680000', '0.30000000000000004'])(
    'is true of %s, at the ends of what a double can hold',
    (text) => expect(survivesDouble(text)).toBe(true),
  );

  it.each(['9007199254740993', '12345678901234567890', '1e400', '-1e400', '1e-400', '0.1000000000000000055', '4e-324'])(
    'is false of %s',
    (text) => expect(survivesDouble(text)).toBe(false),
  );

  it('is true of whatever JavaScript writes for a double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => survivesDouble(String(value))),
    );
  });

  it('is true of a whole number only if the double is that number to its last digit but trailing zeros', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (value) => {
        expect(survivesDouble(String(value))).toBe(String(Number(value)) === String(value));
      }),
    );
  });

  it('takes time in proportion to the length', () => {
    const startedAt = performance.now();
    expect(survivesDouble(`${'0'.repeat(1_000_000)}1`)).toBe(true);
    expect(survivesDouble(`1${'0'.repeat(1_000_000)}1`)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
