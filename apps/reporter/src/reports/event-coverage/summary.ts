import type { Scope } from '@trailkeeper/catalog';
import { countWords, numberWords, wasOrWere } from '../count-words.js';
import type { Coverage } from './coverage.js';
import { type Share, apartEntries, contradicted, headlineEntries, shareOf } from './coverage-share.js';
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
      : [`${numberWords(share.notSeen)} ${wasOrWere(share.notSeen)} not`]),
    ...attestedWords(share),
    ...contradictedWords(contradicted(headlineEntries(coverage)).length),
    undocumentedWords(coverage.undocumented.length),
    ...laterWords(coverage),
  ];
  return `${parts.join('; ')}.${apart.documented === 0 ? '' : ` ${apartWords(coverage, apart)}`}`;
}

function apartWords(coverage: Coverage, apart: Share): string {
  const seen = `${seenOf(apart)} documented actions ${wasOrWere(apart.seen)} seen${thereWords(coverage)}`;
  const contradictions = contradictedWords(contradicted(apartEntries(coverage)).length);
  return `Of account and user management, ${[seen, ...attestedWords(apart), ...contradictions].join('; ')}.`;
}

function emptySummary(
  coverage: Coverage,
  share: Share,
  { during, arrived }: { during: string; arrived: number },
): string {
  const noneSeen = [
    `none of the ${countWords(share.documented, 'documented action')} was seen${thereWords(coverage)}`,
    ...attestedWords(share),
  ].join('; ');
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
  if (share.documented > 1 && share.seen === share.documented)
    return `All ${numberWords(share.documented)} ${actions} were seen`;
  if (share.seen === 0) return `None of the ${numberWords(share.documented)} ${actions} was seen`;
  return `${seenOf(share)} ${actions} ${wasOrWere(share.seen)} seen`;
}

function seenOf({ seen, documented }: Share): string {
  return `${numberWords(seen)} of ${numberWords(documented)}`;
}

function attestedWords({ attested }: Share): string[] {
  return attested === 0 ? [] : [`${numberWords(attested)} ${attested === 1 ? 'is' : 'are'} attested as not applicable`];
}

/** Apart from the attested, which were not seen. */
function contradictedWords(count: number): string[] {
  return count === 0 ? [] : [`${numberWords(count)} ${wasOrWere(count)} seen although attested as not applicable`];
}

function undocumentedWords(count: number): string {
  return count === 0 ? 'no undocumented action appeared' : `${countWords(count, 'undocumented action')} appeared`;
}

function laterWords({ later }: Coverage): string[] {
  const seen = shareOf(later).seen;
  if (seen === 0) return [];
  return [`${countWords(seen, 'action')} that only newer documents list ${wasOrWere(seen)} seen too`];
}
