import { refused, type Result } from './item-problem.js';
import { isObject, type JsonObject, type JsonValue } from './json-value.js';
import { readJson } from './read-json.js';
import { scanJson } from './scan-json.js';

/**
 * The object that a field holds, as an object or as the JSON text of one; undefined when it holds neither. A text that
 * begins as an object and is broken, or says something twice, is a problem: the event is in there.
 */
export function embeddedObject(value: JsonValue | undefined): Result<JsonObject> | undefined {
  if (isObject(value)) return { value };
  if (typeof value !== 'string' || !BEGINS_AS_OBJECT.test(value)) return undefined;
  const read = readJsonText(value);
  if (read.problem) return { problem: { ...read.problem, message: `Inside the envelope: ${read.problem.message}` } };
  return isObject(read.value) ? { value: read.value } : refused('not_an_object', 'The envelope holds no JSON object');
}

/** Parses a whole JSON text as strictly as an item. */
export function readJsonText(text: string): Result<JsonValue> {
  const bytes = Buffer.from(text.trim(), 'utf8');
  const scan = scanJson(bytes, 0, bytes.length, 'value');
  // What follows the closing bracket makes the text invalid, so its members need not be counted.
  return readJson(bytes, scan);
}

const BEGINS_AS_OBJECT = /^\s*\{/;
