import type { EntryCoverage } from '../coverage.js';

/** Not seen first, being what a reader looks for; then attested; then the most frequent; then by name. */
export function gapsFirst(entries: readonly EntryCoverage[]): EntryCoverage[] {
  return [...entries].sort((one, other) => gapRank(one) - gapRank(other) || byEvents(one, other));
}

/** The most frequent first, what was not seen last; then by name. */
export function byEvents(one: EntryCoverage, other: EntryCoverage): number {
  return other.activity.events - one.activity.events || (one.entry.name < other.entry.name ? -1 : 1);
}

function gapRank({ state }: EntryCoverage): number {
  return ['not-seen', 'attested', 'seen'].indexOf(state);
}
