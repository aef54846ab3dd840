import { ExactNumber, type JsonValue } from './json-value.js';

/**
 * The one text that stands for a JSON value, however it was written (RFC 8785): no white space, keys sorted by UTF-16
 * code units, numbers and texts as ECMAScript writes them. A number that a double cannot hold is written as it came,
 * which no double is ever written as. Recursive, so the caller bounds the depth.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let members = '';
  // sort() without arguments compares UTF-16 code units
  for (const key of Object.keys(value).sort()) {
    if (members !== '') members += ',';
    members += `${quoted(key)}:${canonicalJson(value[key]!)}`;
  }
  return `{${members}}`;
}

/** As `JSON.stringify` writes it; nearly every text of an event is one that it only puts between quotes. */
function quoted(text: string): string {
  return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
}

// eslint-disable-next-line no-control-regex -- they are what JSON escapes (RFC 8259 7)
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;
