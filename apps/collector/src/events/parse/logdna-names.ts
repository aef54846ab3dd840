import { refused, type Result } from './item-problem.js';
import { isObject, type JsonObject, type JsonValue } from './json-value.js';

/**
 * Gives an event from a LogDNA archive its own names back: there, nested objects are renamed with the prefix `o_` at
 * every level (`o_initiator.o_host.address`), and labels of LogDNA stand beside the fields.
 */
export function withoutLogdnaNames(source: JsonObject): Result<JsonObject> {
  const fields = Object.entries(source).filter(([key, value]) => !isLabel(key, value));
  return renamed(Object.fromEntries(fields));
}

/** `_host`, `_line` …; and the labels for which Activity Tracker itself chose names without underscore. */
function isLabel(key: string, value: JsonValue): boolean {
  return key.startsWith('_') ? key !== '__proto__' : typeof value === 'string' && LABELS.has(key);
}

function renamed(object: JsonObject): Result<JsonObject> {
  const members = new Map<string, JsonValue>();
  for (const [key, value] of Object.entries(object)) {
    const name = isObject(value) && key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
    if (members.has(name)) {
      return refused('envelope_conflict', 'An object of the archived event has a field both with and without "o_"');
    }
    const inner = isObject(value) ? renamed(value) : Array.isArray(value) ? renamedElements(value) : { value };
    if (inner.problem) return inner;
    members.set(name, inner.value);
  }
  return { value: Object.fromEntries(members) };
}

function renamedElements(array: JsonValue[]): Result<JsonValue> {
  const elements: JsonValue[] = [];
  for (const element of array) {
    const inner = isObject(element) ? renamed(element) : Array.isArray(element) ? renamedElements(element) : undefined;
    if (inner?.problem) return inner;
    elements.push(inner ? inner.value : element);
  }
  return { value: elements };
}

const PREFIX = 'o_';
const LABELS: ReadonlySet<string> = new Set(['app', 'env', 'host', 'hosts']);
