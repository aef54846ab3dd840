/**
 * A parsed JSON value. Objects may have a key `__proto__` of their own, as JSON.parse makes it: build them with
 * spread or `Object.fromEntries`, which define keys, and never with `object[key] = value`, which would set a prototype.
 */
export type JsonValue = null | boolean | number | string | ExactNumber | JsonValue[] | JsonObject;

export interface JsonObject {
  [key: string]: JsonValue;
}

/** A number that a double cannot hold: beyond its range or longer than its digits. It keeps the text it came as. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

/** Whether a value is a JSON object: not null, not an array, not a number that kept its text. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}
