import { z } from 'zod';
import { isUuid } from './page-cursor.js';

/** A place in a list that is ordered by a name and then by an id (a UUID): the last item of a page. */
export interface NamePosition {
  /** At most 100 characters. */
  readonly name: string;
  readonly id: string;
}

const positionSchema = z.tuple([
  z
    .string()
    .max(100)
    .regex(/^[^\0\p{Cs}]+$/u),
  z.string().refine(isUuid),
]);

/** The `cursor` of the list's query: a text that `namePositionOf` can read. */
export const nameCursorSchema = z
  .string()
  .refine((cursor) => maybePosition(cursor) !== undefined, {
    error: 'Not a cursor: give "nextCursor" of an answer as it was, or leave it out.',
  })
  .optional()
  .describe('`nextCursor` of the page before.');

/** Reads a cursor that its schema has checked. */
export function namePositionOf(cursor: string): NamePosition {
  const position = maybePosition(cursor);
  if (position === undefined) throw new Error('a cursor was not checked');
  return position;
}

/** One page of such a list, read with one item more than `limit`. */
export function pageByName<Item extends NamePosition>(
  found: readonly Item[],
  limit: number,
): { items: Item[]; nextCursor: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last !== undefined ? cursorOf(last) : null };
}

function cursorOf({ name, id }: NamePosition): string {
  return Buffer.from(JSON.stringify([name, id])).toString('base64url');
}

function maybePosition(cursor: string): NamePosition | undefined {
  // 1,000: a name of 100 characters takes at most 400 bytes, in base64 a third more.
  const position = cursor.length > 1_000 ? undefined : positionSchema.safeParse(parsed(cursor)).data;
  return position === undefined ? undefined : { name: position[0], id: position[1] };
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
