import type { ItemProblem } from './item-problem.js';
import { ExactNumber, type JsonValue } from './json-value.js';

/**
 * The text of a field: null when it is absent, null or blank; a number becomes its text. Anything else, or a text over
 * `maxBytes` (UTF-8; a longer one would not fit its index), is added to `faults`, and the answer is null.
 */
export function fieldText(
  faults: ItemProblem[],
  name: string,
  value: JsonValue | undefined,
  maxBytes: number,
): string | null {
  if (value === undefined || value === null) return null;
  const text = plainText(value);
  if (text === undefined) {
    faults.push({ code: 'wrong_type', message: `${name} must be a text` });
    return null;
  }
  // A UTF-16 code unit takes at most 3 bytes.
  if (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes) {
    const size = Buffer.byteLength(text);
    faults.push({ code: 'field_too_long', message: `${name} has ${size} bytes, more than the ${maxBytes} allowed` });
    return null;
  }
  return text.trim() === '' ? null : text;
}

/** The text of a text or a number, else undefined. */
export function plainText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return value instanceof ExactNumber ? value.text : undefined;
}
