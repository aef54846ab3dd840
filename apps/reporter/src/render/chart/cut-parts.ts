/**
 * Cuts a length into one part a value, each at least `least` long: a part that is there must be seen, were it one of a
 * million. What that adds to small parts is taken from the largest. No value may be zero.
 */
export function cutParts(values: readonly number[], length: number, least: number): number[] {
  const sum = values.reduce((before, value) => before + value, 0);
  const parts = values.map((value) => Math.max(least, (value / sum) * length));
  const excess = parts.reduce((before, part) => before + part, 0) - length;
  const largest = parts.indexOf(Math.max(...parts));
  return parts.map((part, index) => (index === largest ? Math.max(least, part - excess) : part));
}
