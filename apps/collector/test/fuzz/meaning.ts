import { isUtf8 } from 'node:buffer';
import { canonicalExact } from './canonical-exact.js';
import { isMembers } from './exact-json.js';
import { readStrictly } from './read-strictly.js';
import { unwrapExact } from './unwrap-exact.js';

/**
 * What an item says, equal for two items exactly when they are the same event (docs/adr/0004, docs/events.md), or
 * undefined when it cannot be read as one event. Written from the documents, with nothing of what it tests.
 */
export function meaningOf(bytes: Buffer, isLogLine: boolean): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  if (!isLogLine) return meaningOfJson(text);
  return text.includes('\0') ? undefined : meaningOfJson(text.slice(text.indexOf('{')));
}

function meaningOfJson(text: string): string | undefined {
  const value = readStrictly(text);
  const event = isMembers(value) ? unwrapExact(value) : undefined;
  return event && canonicalExact(event);
}

/** Whether an item is a line of a log, which has its event at its end. */
export function isLogLine({ kind, bytes }: { kind: string; bytes: Buffer }): boolean {
  return kind === 'text' && bytes.indexOf('{') > 0 && !/^["}\],:]/.test(bytes.toString('latin1', 0, 1));
}
