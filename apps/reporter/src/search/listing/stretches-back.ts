import type { Stretch } from '../matching/stretch.js';

/**
 * A stretch in pieces, the latest first: 6 hours, then a day, 4 days and so on, and all that is left when that is as good.
 * An index gives all that match of a piece, to be sorted: so never many times more than are wanted.
 */
export function stretchesBack({ from, to }: Stretch): Stretch[] {
  const pieces: Stretch[] = [];
  let end = to;
  for (let hours = FIRST_HOURS; end !== null && hours <= LAST_HOURS; hours *= 4) {
    const begin = new Date(Date.parse(end) - hours * HOUR_MS).toISOString();
    if (from !== null && begin <= from) break;
    pieces.push({ from: begin, to: end });
    end = begin;
  }
  return [...pieces, { from, to: end }];
}

const HOUR_MS = 3_600_000;
const FIRST_HOURS = 6;
/** 256 days; then all the rest. */
const LAST_HOURS = 6_144;
