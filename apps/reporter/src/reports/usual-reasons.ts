import type { EventRow } from './read-events.js';
import { isCutReason } from './shortened.js';

/** By reason code, the text that most of its events came with; of events without a code under null. */
export type UsualReasons = ReadonlyMap<EventRow['reasonCode'], string>;

/** Fewer rows than this save no room. */
const LEAST_ROWS = 5;

/**
 * The reasons that need not be said in each row: of each code the one that at least half of its rows and five share. The
 * rows are shortened; a reason that was cut is said in its row, since what was cut off may differ.
 */
export function usualReasonsOf(rows: readonly Pick<EventRow, 'reasonCode' | 'reasonText'>[]): UsualReasons {
  const byCode = new Map<EventRow['reasonCode'], Map<string, number>>();
  const totals = new Map<EventRow['reasonCode'], number>();
  for (const { reasonCode, reasonText } of rows) {
    totals.set(reasonCode, (totals.get(reasonCode) ?? 0) + 1);
    if (reasonText === null || reasonText === '' || isCutReason(reasonText)) continue;
    const texts = byCode.get(reasonCode) ?? new Map<string, number>();
    byCode.set(reasonCode, texts);
    texts.set(reasonText, (texts.get(reasonText) ?? 0) + 1);
  }
  const usual = [...byCode].flatMap(([code, texts]): [EventRow['reasonCode'], string][] => {
    const [text, count] = [...texts].reduce((most, next) => (next[1] > most[1] ? next : most));
    return count >= LEAST_ROWS && count * 2 >= (totals.get(code) ?? 0) ? [[code, text]] : [];
  });
  return new Map(usual.sort(([one], [other]) => (one ?? Infinity) - (other ?? Infinity)));
}

/** Said above a table whose rows leave out the usual reasons; nothing where there are none. */
export function usualReasonWords(usual: UsualReasons): string[] {
  const reasons = [...usual].map(([code, text]) => `${code ?? 'without a code'}: “${text}”`);
  if (reasons.length === 0) return [];
  return [`Reasons that many rows share stand here and not under each row of their code. ${reasons.join(' ')}`];
}

/** What the row of an event says of its reason beside the usual ones. */
export function reasonNotes(
  { reasonCode, reasonText }: Pick<EventRow, 'reasonCode' | 'reasonText'>,
  usual: UsualReasons,
): string[] {
  const usualText = usual.get(reasonCode);
  const isGiven = reasonText !== null && reasonText !== '';
  if (isGiven) return reasonText === usualText ? [] : [`Reason: ${reasonText}`];
  return usualText === undefined ? [] : ['Reason: none given'];
}
