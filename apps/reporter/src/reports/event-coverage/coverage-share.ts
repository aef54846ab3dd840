import type { Coverage, EntryCoverage } from './coverage.js';

/** How many of some entries were seen: documented = seen + not seen + attested. */
export interface Share {
  readonly documented: number;
  readonly seen: number;
  readonly notSeen: number;
  /** As not applicable, and not seen. */
  readonly attested: number;
  /** Seen of documented, but for the attested, in percent; null of nothing. */
  readonly percent: number | null;
}

/** Counts entries by state (docs/meaning.md, rule 6). */
export function shareOf(entries: readonly EntryCoverage[]): Share {
  const countOf = (wanted: EntryCoverage['state']) => entries.filter(({ state }) => state === wanted).length;
  const [seen, notSeen, attested] = [countOf('seen'), countOf('not-seen'), countOf('attested')];
  const applicable = entries.length - attested;
  const percent = applicable === 0 ? null : (seen / applicable) * 100;
  return { documented: entries.length, seen, notSeen, attested, percent };
}

/** Entries that a person attested to be not applicable and that were seen all the same. */
export function contradicted(entries: readonly EntryCoverage[]): EntryCoverage[] {
  return entries.filter(({ state, attestation }) => state === 'seen' && attestation !== null);
}

/**
 * What the report's headline counts. Of `all`, account and user management stands apart: its actions belong to the
 * platform and not to a product, and they would hide what the products do.
 */
export function headlineEntries({ scope, documented }: Coverage): readonly EntryCoverage[] {
  return scope.kind === 'all' ? documented.filter((entry) => !isOfAccounts(entry)) : documented;
}

/** The entries that `all` counts apart; none for any other scope. */
export function apartEntries({ scope, documented }: Coverage): readonly EntryCoverage[] {
  return scope.kind === 'all' ? documented.filter(isOfAccounts) : [];
}

function isOfAccounts({ entry }: EntryCoverage): boolean {
  return entry.family === 'account-management';
}
