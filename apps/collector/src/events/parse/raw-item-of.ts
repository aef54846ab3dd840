import { scanJson } from './scan-json.js';
import type { RawItem } from './split-items.js';

/**
 * A kept item in the form in which it came, seen from its bytes, as in a body: a log line begins with neither bracket and
 * has no line feed. One thing is taken for what it was not: an element of an array that reads like a whole log line,
 * brackets and all.
 */
export function rawItemOf(bytes: Buffer): RawItem {
  const kept = { bytes, size: bytes.length };
  const isObject = bytes[0] === OPEN_BRACE;
  const isElement = bytes[0] === OPEN_BRACKET || bytes.includes(LINE_FEED);
  if (!isObject && !isElement) return { kind: 'text', ...kept };
  return { kind: 'value', ...kept, scan: scanJson(bytes, 0, bytes.length, isObject ? 'value' : 'element') };
}

const LINE_FEED = 0x0a;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
