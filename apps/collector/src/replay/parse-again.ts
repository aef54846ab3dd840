import type { AuditEvent, QuarantineCode } from '@trailkeeper/contract';
import type { Result } from '../events/parse/item-problem.js';
import { parseItem, type ParseContext } from '../events/parse/parse-item.js';
import { rawItemOf } from '../events/parse/raw-item-of.js';

/** What the quarantine has of an item. */
export interface KeptItem {
  raw: Buffer;
  code: QuarantineCode;
  message: string;
}

/**
 * Makes a quarantined item an event, or says why it still cannot be one: as it would be parsed if it came today in the form
 * in which it came. What was cut stays refused, whatever its beginning looks like. Pure, like `parseItem`.
 */
export function parseAgain(
  { raw, code, message }: KeptItem,
  context: Pick<ParseContext, 'now' | 'refuse'>,
): Result<AuditEvent> {
  if (CUT.has(code)) return { problem: { code, message } };
  // It was within the limit when it came.
  return parseItem(rawItemOf(raw), { ...context, maxEventBytes: Infinity });
}

/** The end is missing or was not kept; whether it is all of the event cannot be told. */
const CUT: ReadonlySet<QuarantineCode> = new Set<QuarantineCode>(['event_too_large', 'unterminated_array']);
