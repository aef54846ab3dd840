import { isUtf8 } from 'node:buffer';
import { survivesDouble } from './exact-number.js';
import { findJsonFault } from './find-json-fault.js';
import { refused, type Result } from './item-problem.js';
import { ExactNumber, isObject, type JsonValue } from './json-value.js';
import type { JsonScan } from './scan-json.js';

/** 100: real events nest 6 deep. It bounds every recursion over a parsed value. */
export const MAX_DEPTH = 100;

/**
 * Parses the bytes that `scan` ran over, strictly where `JSON.parse` would lose something: a key given twice, a number
 * that a double cannot hold (kept as `ExactNumber`), half a character, NUL (which PostgreSQL cannot store), bytes that
 * are not UTF-8.
 */
export function readJson(bytes: Buffer, scan: JsonScan): Result<JsonValue> {
  if (!isUtf8(bytes)) return refused('invalid_utf8', 'The item is not valid UTF-8');
  if (scan.depth > MAX_DEPTH) return refused('nested_too_deep', `The item nests deeper than ${MAX_DEPTH} levels`);
  const text = bytes.toString('utf8');
  const value = parse(text);
  if (value === undefined) return refused('invalid_json', faultMessage(text));
  if (scan.hasNulEscape) return refused('nul_character', 'A text in the item holds the NUL character (\\u0000)');
  if (scan.hasSurrogateEscape && hasLoneSurrogate(text)) {
    return refused('lone_surrogate', 'A text in the item holds half of a surrogate pair (\\ud800 to \\udfff)');
  }
  if (countMembers(value) !== scan.members) {
    return refused('duplicate_key', 'An object in the item has the same key twice; which one is meant is not known');
  }
  const inexact = inexactNumbers(bytes, scan);
  return { value: inexact.length === 0 ? value : parseExactly(bytes, inexact) };
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function faultMessage(text: string): string {
  const at = findJsonFault(text) ?? text.length;
  if (at === text.length) return `The item is not valid JSON: it ends too early, after ${at} characters`;
  const lines = text.slice(0, at).split('\n');
  const column = (lines.at(-1) ?? '').length + 1;
  return `The item is not valid JSON: unexpected character at position ${at} (line ${lines.length}, column ${column})`;
}

/** `JSON.parse` hands every key and text to the reviver. Slow, hence only for texts with a surrogate escape. */
function hasLoneSurrogate(text: string): boolean {
  let isFound = false;
  JSON.parse(text, (key, value: unknown) => {
    if (LONE_SURROGATE.test(key) || (typeof value === 'string' && LONE_SURROGATE.test(value))) isFound = true;
    return value;
  });
  return isFound;
}

function countMembers(value: JsonValue): number {
  let members = 0;
  if (Array.isArray(value)) {
    for (const element of value) if (typeof element === 'object') members += countMembers(element);
  } else if (isObject(value)) {
    for (const member of Object.values(value)) {
      members += typeof member === 'object' ? 1 + countMembers(member) : 1;
    }
  }
  return members;
}

/** Start and end, within `bytes`, of the numbers that a double cannot hold. */
function inexactNumbers(bytes: Buffer, scan: JsonScan): [number, number][] {
  const found: [number, number][] = [];
  for (let index = 0; index < scan.longNumbers.length; index += 2) {
    const start = scan.longNumbers[index]! - scan.start;
    const end = scan.longNumbers[index + 1]! - scan.start;
    if (!survivesDouble(bytes.toString('latin1', start, end))) found.push([start, end]);
  }
  return found;
}

/**
 * Parses with those numbers written as texts that begin with NUL, and turns these into `ExactNumber`. No other text can
 * begin so: one with NUL has been refused before.
 */
function parseExactly(bytes: Buffer, inexact: [number, number][]): JsonValue {
  const parts: string[] = [];
  let at = 0;
  for (const [start, end] of inexact) {
    parts.push(bytes.toString('utf8', at, start), '"\\u0000', bytes.toString('latin1', start, end), '"');
    at = end;
  }
  parts.push(bytes.toString('utf8', at));
  return JSON.parse(parts.join(''), (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith('\0') ? new ExactNumber(value.slice(1)) : value,
  ) as JsonValue;
}

const LONE_SURROGATE = /\p{Surrogate}/u;
