import type { Scope } from '@trailkeeper/catalog';
import { countWords, numberWords } from '../count-words.js';
import type { Coverage } from './coverage.js';
import { type Share, apartEntries, headlineEntries, shareOf } from './coverage-share.js';
import { amongWords, productWords } from '../scope-words.js';
import { arrivedWords } from '../arrived-words.js';

/** The result in one sentence. `during` says when ("in September 2026"); `arrived` is what came in then of all services. */
export function summaryOf(coverage: Coverage, { during, arrived }: { during: string; arrived: number }): string {
  const share = shareOf(headlineEntries(coverage));
  if (coverage.activity.events === 0) return emptySummary(coverage, share, { during, arrived });
  const apart = shareOf(apartEntries(coverage));
  const parts = [
    `${seenWords(coverage.scope, share)} ${during}${amongWords(coverage)}`,
    ...(share.notSeen === 0 || share.seen === 0
      ? []
      : [`${numberWords(share.notSeen)} ${share.notSeen === 1 ? 'was' : 'were'} not`]),
    undocumentedWords(coverage.undocumented.length),
    ...laterWords(coverage),
  ];
  const apartWords = `Of account and user management, ${seenOf(apart)} documented actions were seen${thereWords(coverage)}.`;
  return `${parts.join('; ')}.${apart.documented === 0 ? '' : ` ${apartWords}`}`;
}

function emptySummary(
  coverage: Coverage,
  { documented }: Share,
  { during, arrived }: { during: string; arrived: number },
): string {
  const noneSeen = `none of the ${countWords(documented, 'documented action')} was seen${thereWords(coverage)}`;
  return `${noEventWords(coverage)} is known to have happened ${during}: ${noneSeen}. ${arrivedWords(arrived, coverage.limit)}`;
}

/** "No event of Key Protect", "No Key Protect event in location eu-de" */
function noEventWords({ scope, limit }: Coverage): string {
  if (limit === null) return `No event of ${scope.kind === 'all' ? 'any service' : scope.name}`;
  return `No ${productWords(scope)}event ${limit}`;
}

/** For what follows in a sentence that has named the limit. */
function thereWords({ limit }: Coverage): string {
  return limit === null ? '' : ' there';
}

function seenWords(scope: Scope, share: Share): string {
  const actions = `documented ${productWords(scope)}action${share.documented === 1 ? '' : 's'}`;
  if (share.documented > 1 && share.notSeen === 0) return `All ${numberWords(share.documented)} ${actions} were seen`;
  if (share.seen === 0) return `None of the ${numberWords(share.documented)} ${actions} was seen`;
  return `${seenOf(share)} ${actions} ${share.seen === 1 ? 'was' : 'were'} seen`;
}

function seenOf({ seen, documented }: Share): string {
  return `${numberWords(seen)} of ${numberWords(documented)}`;
}

function undocumentedWords(count: number): string {
  return count === 0 ? 'no undocumented action appeared' : `${countWords(count, 'undocumented action')} appeared`;
}

function laterWords({ later }: Coverage): string[] {
  const seen = shareOf(later).seen;
  if (seen === 0) return [];
  return [`${countWords(seen, 'action')} that only newer documents list ${seen === 1 ? 'was' : 'were'} seen too`];
}
