import type { Outcome } from '@trailkeeper/catalog';
import { embeddedObject } from './embedded-json.js';
import { plainText } from './field-text.js';
import { isObject, type JsonObject, type JsonValue } from './json-value.js';

/** The HTTP code of an event, which OpenStack writes as text; null when it is no whole number. */
export function reasonCodeOf(event: JsonObject): number | null {
  const code = isObject(event['reason']) ? event['reason']['reasonCode'] : undefined;
  if (typeof code === 'number') return Number.isInteger(code) && Math.abs(code) <= MAX_INTEGER ? code : null;
  if (typeof code !== 'string' || !/^\s*\d{1,9}\s*$/.test(code)) return null;
  return Number(code);
}

/**
 * Why it failed, in the producer's words: `reasonForFailure` of the reason or, as Key Protect has it, of the response
 * data (which may be JSON in a text); of a failure without any, `reasonType`, where OpenStack puts the sentence.
 */
export function reasonTextOf(event: JsonObject, outcome: Outcome): string | null {
  const reason = isObject(event['reason']) ? event['reason'] : {};
  const said = [reason, objectIn(event['responseData']), objectIn(event['responseBody'])]
    .map((place) => plainText(place['reasonForFailure']))
    .find(isSaying);
  if (said !== undefined) return said;
  const type = outcome === 'failure' ? plainText(reason['reasonType']) : undefined;
  return isSaying(type) && !NO_REASON.test(type) ? type : null;
}

/** A broken text is no problem here: it is kept in the body as it is. */
function objectIn(field: JsonValue | undefined): JsonObject {
  if (typeof field === 'string' && !field.includes('reasonForFailure')) return {};
  return embeddedObject(field)?.value ?? {};
}

function isSaying(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}

/** `HTTP`, or the address of the registry of HTTP status codes: they name a list, not a reason. */
const NO_REASON = /^\s*(?:HTTP|https?:\/\/\S*)\s*$/i;

/** PostgreSQL's integer. */
const MAX_INTEGER = 2 ** 31 - 1;
