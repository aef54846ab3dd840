import type { EventRow } from './read-events.js';

/** Producers may send a megabyte of text in one field; a page may not hold that, and the CSV has all of it. */
const MAX_CHARACTERS = 200;
const MAX_REASON_CHARACTERS = 600;

/** An event whose texts are cut, with a mark, to what a row of a page can hold. */
export function shortenedRow(row: EventRow): EventRow {
  return {
    ...row,
    initiatorId: shortened(row.initiatorId),
    initiatorName: shortened(row.initiatorName),
    initiatorAddress: shortened(row.initiatorAddress),
    targetId: shortened(row.targetId),
    targetName: shortened(row.targetName),
    targetType: shortened(row.targetType),
    correlationId: shortened(row.correlationId),
    reasonText: shortened(row.reasonText, MAX_REASON_CHARACTERS),
  };
}

/** `text`, or its beginning and how much was cut. Characters are UTF-16 units; none is cut in two. */
export function shortened(text: string, max?: number): string;
export function shortened(text: string | null, max?: number): string | null;
export function shortened(text: string | null, max = MAX_CHARACTERS): string | null {
  if (text === null || text.length <= max) return text;
  const kept = text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept}… (cut: ${(text.length - kept.length).toLocaleString('en-US')} more characters)`;
}
