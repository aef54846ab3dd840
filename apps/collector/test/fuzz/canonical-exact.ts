import { type Exact, isMembers } from './exact-json.js';

/** One text for one value: lengths before texts, so that no two values share one. */
export function canonicalExact(value: Exact): string {
  if (typeof value === 'string') return `t${value.length}:${value}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonicalExact).join(',')}]`;
  if (!isMembers(value)) return canonicalNumber(value.numeral);
  return `{${value.members
    .map(([key, member]) => `${canonicalExact(key)}=${canonicalExact(member)}`)
    .sort()
    .join(',')}}`;
}

/** Two ways to write a number are the same one where a double holds it exactly; of others the text decides. */
function canonicalNumber(numeral: string): string {
  const value = exactly(numeral);
  const double = Number(numeral);
  if (Number.isFinite(double) && exactly(String(double)) === value) return `n${value}`;
  return `x${numeral}`;
}

/** A decimal as its digits, an integer, and a power of ten; the integer does not end in zero. */
function exactly(numeral: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMERAL.exec(numeral) ?? [];
  let digits = `${whole}${fraction}`.replace(/^0+/, '');
  let power = Number(exponent) - fraction.length;
  while (digits.endsWith('0')) {
    digits = digits.slice(0, -1);
    power += 1;
  }
  return digits === '' ? '0' : `${sign}${digits}e${power}`;
}

const NUMERAL = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;
