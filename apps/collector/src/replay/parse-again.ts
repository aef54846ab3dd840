import type { AuditEvent, QuarantineCode } from '@trailkeeper/contract';
import type { Result } from '../events/parse/item-problem.js';
import { parseItem, type ParseContext } from '../events/parse/parse-item.js';
import { scanJson } from '../events/parse/scan-json.js';
import type { RawItem } from '../events/parse/split-items.js';

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
  return parseItem(asItCame(raw), { ...context, maxEventBytes: Infinity });
}

/**
 * The form is seen from the bytes, as in a body: a log line begins with neither bracket and has no line feed. One thing is
 * taken for what it was not: an element of an array that reads like a whole log line, brackets and all.
 */
function asItCame(bytes: Buffer): RawItem {
  const kept = { bytes, size: bytes.length };
  const isObject = bytes[0] === OPEN_BRACE;
  const isElement = bytes[0] === OPEN_BRACKET || bytes.includes(LINE_FEED);
  if (!isObject && !isElement) return { kind: 'text', ...kept };
  return { kind: 'value', ...kept, scan: scanJson(bytes, 0, bytes.length, isObject ? 'value' : 'element') };
}

/** The end is missing or was not kept; whether it is all of the event cannot be told. */
const CUT: ReadonlySet<QuarantineCode> = new Set<QuarantineCode>(['event_too_large', 'unterminated_array']);

const LINE_FEED = 0x0a;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
