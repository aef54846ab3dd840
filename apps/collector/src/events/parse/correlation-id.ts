import { isObject, type JsonObject, type JsonValue } from './json-value.js';

/**
 * What ties events of one request together, from the first place that has it: IBM's `correlationId`, Code Engine's
 * former `transactionID`, the response body of older events, OpenStack's tag.
 */
export function correlationIdOf(event: JsonObject): JsonValue | undefined {
  const responseBody = event['responseBody'];
  const places = [
    event['correlationId'],
    event['transactionID'],
    isObject(responseBody) ? responseBody['correlationID'] : undefined,
    tagged(event['tags']),
  ];
  return places.find((value) => value !== undefined && value !== null && value !== '');
}

function tagged(tags: JsonValue | undefined): string | undefined {
  if (!Array.isArray(tags)) return undefined;
  const tag = tags.find((element) => typeof element === 'string' && element.startsWith(TAG));
  return typeof tag === 'string' ? tag.slice(TAG.length) : undefined;
}

const TAG = 'correlation_id?value=';
