import type { Coverage, EntryCoverage } from './coverage.js';

/** How many of some entries were seen. */
export interface Share {
  readonly documented: number;
  readonly seen: number;
  readonly notSeen: number;
  /** Seen of documented, in percent; null of nothing. */
  readonly percent: number | null;
}

/** Counts the seen among entries. */
export function shareOf(entries: readonly EntryCoverage[]): Share {
  const seen = entries.filter((entry) => entry.state === 'seen').length;
  const percent = entries.length === 0 ? null : (seen / entries.length) * 100;
  return { documented: entries.length, seen, notSeen: entries.length - seen, percent };
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
