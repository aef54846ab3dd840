import type { EventAnswer } from '@trailkeeper/contract';

/** A body as it is answered: all of it, or the first 256 KiB, cut at a character. Pure. */
export function receivedText(body: Buffer): Pick<EventAnswer, 'received' | 'receivedBytes' | 'isCut'> {
  const isCut = body.length > MAX_BYTES;
  const shown = isCut ? body.subarray(0, characterStart(body, MAX_BYTES)) : body;
  return { received: shown.toString('utf8'), receivedBytes: body.length, isCut };
}

/** Enough for any event that a person reads; one may have 1 MiB and more (MAX_EVENT_BYTES). */
const MAX_BYTES = 256 * 1024;

/** Where the character begins that the byte belongs to (UTF-8: those that go on with one are 10xxxxxx). */
function characterStart(body: Buffer, at: number): number {
  let start = at;
  while (start > 0 && (body[start]! & 0b1100_0000) === 0b1000_0000) start -= 1;
  return start;
}
