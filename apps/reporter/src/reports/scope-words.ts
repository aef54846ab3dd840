import type { ReportRequest } from './report-kind.js';

/** What a request is limited to, as a sentence needs it: "of account a1 in location eu-de"; null if it is not. */
export function scopeWords({ location, account }: Pick<ReportRequest, 'location' | 'account'>): string | null {
  const words = [
    ...(account === null ? [] : [`of account ${named(account)}`]),
    ...(location === null ? [] : [`in location ${named(location)}`]),
  ];
  return words.length === 0 ? null : words.join(' ');
}

/** Ids stay bare. Anything else is quoted: whoever asks for a report must not be able to write sentences into it. */
function named(id: string): string {
  return /^[\w.:/-]+$/.test(id) ? id : JSON.stringify(id);
}
