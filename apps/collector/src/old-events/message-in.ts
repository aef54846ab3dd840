import { parseItem } from '../events/parse/parse-item.js';
import { rawItemOf } from '../events/parse/raw-item-of.js';

/** The message in the body of a stored event; null when there is none, or when the body can no longer be read. */
export function messageIn(body: Buffer | undefined): string | null {
  if (body === undefined) return null;
  // It was within the limit when it came.
  const { value } = parseItem(rawItemOf(body), { now: Date.now(), maxEventBytes: Infinity });
  return value?.message ?? null;
}
