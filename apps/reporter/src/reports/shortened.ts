import type { EventRow } from './read-events.js';

/** Producers may send a megabyte of text in one field; a page may not hold that, and the CSV has all of it. */
const MAX_CHARACTERS = 200;
const MAX_REASON_CHARACTERS = 600;

/** A copy of an event whose texts are cut, with a mark, to what a row of a page can hold. */
export function shortenedRow(row: EventRow): EventRow {
  return {
    occurredAt: copied(row.occurredAt),
    action: copied(row.action),
    emitter: copied(row.emitter),
    outcome: row.outcome,
    location: copied(row.location),
    account: copied(row.account),
    reasonCode: row.reasonCode,
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

/** Whether `shortenedRow` cut this reason: what a row says of it may then be the beginning of different texts. */
export function isCutReason(shortenedReason: string): boolean {
  return shortenedReason.length > MAX_REASON_CHARACTERS;
}

/** A copy of `text`, or of its beginning with how much was cut. Characters are UTF-16 units; none is cut in two. */
export function shortened(text: string, max?: number): string;
export function shortened(text: string | null, max?: number): string | null;
export function shortened(text: string | null, max = MAX_CHARACTERS): string | null {
  if (text === null) return text;
  if (text.length <= max) return copied(text);
  const kept = text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
  return `${copied(kept)}… (cut: ${(text.length - kept.length).toLocaleString('en-US')} more characters)`;
}

/** A text of its own: one that was read among many is a view of all of them, and would hold them in memory. */
export function copied(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
