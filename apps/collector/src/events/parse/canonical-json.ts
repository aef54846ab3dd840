import { ExactNumber, type JsonValue } from './json-value.js';

/**
 * The one text that stands for a JSON value, however it was written (RFC 8785): no white space, keys sorted by UTF-16
 * code units, numbers and texts as ECMAScript writes them. A number that a double cannot hold is written as it came,
 * which no double is ever written as. Recursive, so the caller bounds the depth.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let members = '';
  // sort() without arguments compares UTF-16 code units
  for (const key of Object.keys(value).sort()) {
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(value[key]!)}`;
  }
  return `{${members}}`;
}
