/**
 * Whether a double keeps the value of a JSON number: whether the shortest text that reads back as that double, which is
 * how JavaScript and RFC 8785 write it, has the same decimal value. `1.10` and `1e2` yes; `9007199254740993`, `1e400`
 * and `1e-400` no.
 */
export function survivesDouble(text: string): boolean {
  const double = Number(text);
  if (!Number.isFinite(double)) return false;
  const given = decimalOf(text);
  const kept = decimalOf(String(double));
  return given.digits === kept.digits && given.exponent === kept.exponent && given.isNegative === kept.isNegative;
}

interface Decimal {
  isNegative: boolean;
  /** Without zeros at either end; empty for zero. */
  digits: string;
  /** The power of ten of the last digit. */
  exponent: number;
}

/** Searches zeros by hand: a regular expression anchored at the end is quadratic on a megabyte of zeros. */
function decimalOf(text: string): Decimal {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const unsigned = mantissa.startsWith('-') ? mantissa.slice(1) : mantissa;
  const [whole = '', fraction = ''] = unsigned.split('.');
  const digits = whole + fraction;
  let first = 0;
  while (digits[first] === '0') first += 1;
  let last = digits.length;
  while (last > first && digits[last - 1] === '0') last -= 1;
  if (first === last) return { isNegative: false, digits: '', exponent: 0 };
  return {
    isNegative: mantissa !== unsigned,
    digits: digits.slice(first, last),
    exponent: Number(exponent) - fraction.length + digits.length - last,
  };
}
