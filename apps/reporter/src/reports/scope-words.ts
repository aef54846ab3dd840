import type { Scope } from '@trailkeeper/catalog';
import type { ReportRequest } from './report-kind.js';

/** What a request is limited to, as a sentence needs it: "of account a1 in location eu-de"; null if it is not. */
export function scopeWords({ location, account }: Pick<ReportRequest, 'location' | 'account'>): string | null {
  const words = [
    ...(account === null ? [] : [`of account ${named(account)}`]),
    ...(location === null ? [] : [`in location ${named(location)}`]),
  ];
  return words.length === 0 ? null : words.join(' ');
}

/** " among events in location eu-de", for the end of what is true of those alone; empty if all events were looked at. */
export function amongWords({ limit }: { limit: string | null }): string {
  return limit === null ? '' : ` among events ${limit}`;
}

/** The product before a noun: "Code Engine ", "account and user management "; nothing for all services. */
export function productWords({ id, kind, name }: Scope): string {
  if (kind === 'all') return '';
  return `${id === 'account-management' ? name.charAt(0).toLowerCase() + name.slice(1) : name} `;
}

/** Ids stay bare. Anything else is quoted: whoever asks for a report must not be able to write sentences into it. */
function named(id: string): string {
  return /^[\w.:/-]+$/.test(id) ? id : JSON.stringify(id);
}
