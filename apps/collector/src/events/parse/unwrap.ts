import { canonicalJson } from './canonical-json.js';
import { openEnvelope } from './envelopes.js';
import { refused, type Result } from './item-problem.js';
import type { JsonObject } from './json-value.js';

/** What was inside all envelopes. */
export interface Unwrapped {
  /** The event, with the fields of it that stood outside merged in: what makes it this event and no other. */
  event: JsonObject;
  publisherId: string | undefined;
}

/** Takes an object out of whatever it came wrapped in; one without a known envelope is answered as it is. */
export function unwrap(object: JsonObject, levels = MAX_LEVELS): Result<Unwrapped> {
  const opened = openEnvelope(object);
  if (!opened) return { value: { event: object, publisherId: undefined } };
  if (opened.problem) return opened;
  if (levels === 0) return refused('envelope_too_deep', `More than ${MAX_LEVELS} envelopes in each other`);
  const inner = unwrap(opened.value.inside, levels - 1);
  if (inner.problem) return inner;
  const merged = merge(inner.value.event, opened.value.outside);
  if (merged.problem) return merged;
  return { value: { event: merged.value, publisherId: inner.value.publisherId ?? opened.value.publisherId } };
}

/** Both may say the same; which one is meant when they differ is not guessed. */
function merge(event: JsonObject, outside: JsonObject): Result<JsonObject> {
  for (const [key, value] of Object.entries(outside)) {
    const inside = Object.hasOwn(event, key) ? event[key] : undefined;
    if (inside !== undefined && canonicalJson(inside) !== canonicalJson(value)) {
      return refused('envelope_conflict', `Inside and outside of the envelope differ in "${key.slice(0, 100)}"`);
    }
  }
  return { value: { ...outside, ...event } };
}

/** 4: shipper, LogDNA and oslo.messaging around one event would be 3. */
const MAX_LEVELS = 4;
