import type { Stretch } from '../matching/stretch.js';

/**
 * A stretch in pieces, the latest first: what has begun of the last day and the one before, then 4 days, 16 and so on, and all
 * that is left when that is as good. An index gives all that match of a piece, to be sorted: so never many times more than are
 * wanted.
 */
export function stretchesBack({ from, to }: Stretch): Stretch[] {
  const pieces: Stretch[] = [];
  let end = to;
  for (let days = 1; end !== null && days <= MOST_DAYS; days *= 4) {
    const midnight = Math.floor(Date.parse(end) / DAY_MS) * DAY_MS;
    const begin = new Date(midnight - days * DAY_MS).toISOString();
    if (from !== null && begin <= from) break;
    pieces.push({ from: begin, to: end });
    end = begin;
  }
  return [...pieces, { from, to: end }];
}

const DAY_MS = 86_400_000;
/** Then all the rest. */
const MOST_DAYS = 256;
