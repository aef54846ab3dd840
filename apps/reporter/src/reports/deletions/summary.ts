import { countWords, numberWords, wasOrWere } from '../count-words.js';
import type { DeletionFacts } from './deletion-facts.js';
import { amongWords, productWords } from '../scope-words.js';
import { arrivedWords } from '../arrived-words.js';

type Summed = Pick<DeletionFacts, 'scope' | 'limit' | 'counts' | 'activity'> & {
  readonly gathered: Pick<DeletionFacts['gathered'], 'bursts'>;
};

/** The result in one sentence. `during` says when ("in September 2026"); `arrived` is what came in then of all services. */
export function summaryOf(facts: Summed, { during, arrived }: { during: string; arrived: number }): string {
  const { scope, limit, counts, activity, gathered } = facts;
  if (activity.events === 0) return emptySummary(facts, { during, arrived });
  const among = amongWords({ limit });
  if (counts.events === 0) {
    return (
      `No ${productWords(scope)}deletion happened, was prepared, undone or attempted ${during}${among}; ` +
      `${countWords(activity.events, 'other event')} in scope ${activity.events === 1 ? 'shows' : 'show'} that events did arrive.`
    );
  }
  const { deleted, prepared, undone, attempted } = counts.byHeading;
  const bursts = gathered.bursts.ranges.length;
  const others = [
    prepared === 0 ? [] : [`${numberWords(prepared)} ${wasOrWere(prepared)} prepared`],
    undone === 0 ? [] : [`${numberWords(undone)} ${wasOrWere(undone)} undone`],
    attempted === 0 ? [] : [`${numberWords(attempted)} ${wasOrWere(attempted)} attempted without known success`],
    bursts === 0 ? [] : [`${countWords(bursts, 'burst')} ${wasOrWere(bursts)} found`],
  ].flat();
  const happened =
    deleted === 0
      ? `No ${productWords(scope)}deletion is known to have succeeded`
      : `${numberWords(deleted)} ${productWords(scope)}${deleted === 1 ? 'deletion' : 'deletions'} succeeded`;
  return `${[`${happened} ${during}${among}`, ...others].join('; ')}.`;
}

function emptySummary(
  { scope, limit }: Pick<Summed, 'scope' | 'limit'>,
  { during, arrived }: { during: string; arrived: number },
): string {
  return `No ${productWords(scope)}event${limit === null ? '' : ` ${limit}`} is known to have happened ${during}, so no deletion either. ${arrivedWords(arrived, limit)}`;
}
