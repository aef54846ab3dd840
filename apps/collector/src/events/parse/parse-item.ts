import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import type { AuditEvent } from '@trailkeeper/contract';
import { canonicalJson } from './canonical-json.js';
import { type ItemProblem, refused, type Result } from './item-problem.js';
import { isObject, type JsonObject } from './json-value.js';
import { normaliseEvent } from './normalise-event.js';
import { readJson } from './read-json.js';
import { type JsonScan, scanJson } from './scan-json.js';
import type { RawItem } from './split-items.js';
import { unwrap } from './unwrap.js';

/** What parsing depends on besides the item. */
export interface ParseContext {
  /** Epoch ms. */
  now: number;
  maxEventBytes: number;
  /** A check of the delivery's own, such as what its key may send: why an event is not taken although it is one. */
  refuse?: ((event: AuditEvent) => ItemProblem | undefined) | undefined;
}

/** Makes an item an event, or says why it cannot be one. Pure: the same item and context give the same answer. */
export function parseItem(item: RawItem, context: ParseContext): Result<AuditEvent> {
  const { bytes, size } = item;
  if (size > context.maxEventBytes) {
    const kept = bytes.length < size ? `; its first ${bytes.length} are kept` : '';
    return refused(
      'event_too_large',
      `The item has ${size} bytes, more than the ${context.maxEventBytes} allowed${kept}`,
    );
  }
  const object = readItem(item);
  if (object.problem) return object;
  const event = toEvent(object.value, context.now);
  const problem = event.problem ?? context.refuse?.(event.value);
  return problem ? { problem } : event;
}

function readItem(item: RawItem): Result<JsonObject> {
  switch (item.kind) {
    case 'value':
      return readObject(item.bytes, item.scan);
    case 'text':
      return readLogLine(item.bytes);
    case 'tail':
      return refused('unterminated_array', 'The array is not closed; this is what follows its last comma');
  }
}

function toEvent(object: JsonObject, now: number): Result<AuditEvent> {
  const unwrapped = unwrap(object);
  if (unwrapped.problem) return unwrapped;
  const fields = normaliseEvent(unwrapped.value, now);
  if (fields.problem) return fields;
  const contentHash = hash('sha256', canonicalJson(unwrapped.value.event), 'hex');
  return { value: { ...fields.value, contentHash } };
}

function readObject(bytes: Buffer, scan: JsonScan): Result<JsonObject> {
  const read = readJson(bytes, scan);
  if (read.problem) return read;
  return isObject(read.value) ? { value: read.value } : refused('not_an_object', 'The item is JSON but no object');
}

/**
 * A line of a log with an event at its end, as oslo.messaging's log driver writes it. Taken only when all from the first
 * brace on is one object; whether that is an event is then asked as of any other. A line that begins with punctuation
 * of JSON is no log line but a piece of a broken event.
 */
function readLogLine(bytes: Buffer): Result<JsonObject> {
  const brace = bytes.indexOf('{');
  const isPlain = brace > 0 && !JSON_PUNCTUATION.test(bytes.toString('latin1', 0, 1));
  if (!isPlain) return readObject(bytes, scanJson(bytes, 0, bytes.length, 'element'));
  if (bytes.includes(0)) return refused('nul_character', 'The line holds the NUL character');
  const object = readObject(bytes.subarray(brace), scanJson(bytes, brace, bytes.length, 'value'));
  // The text before it is stored too.
  if (!object.problem && !isUtf8(bytes)) return refused('invalid_utf8', 'The line is not valid UTF-8');
  return object;
}

const JSON_PUNCTUATION = /["}\],:]/;
