import { z } from 'zod';

/** A place in a list that is ordered by a time and then by an id: the last item of a page. */
export interface PagePosition {
  /** RFC 3339 in UTC with microseconds. */
  readonly at: string;
  readonly id: string;
}

/** Whether text has the form of a UUID; what has not is no id of ours, and the database would not take it. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether text is a number that a `bigint` id may have; the database would not take a longer one. */
export function isNumberId(text: string): boolean {
  return /^[1-9]\d{0,17}$/.test(text);
}

/** Just what `cursorOf` is given: microseconds, as the database tells them, and no year that it would not take back. */
const atSchema = z.iso.datetime({ precision: 6 }).refine((text) => text >= '2000');

const positionSchema = z.tuple([atSchema, z.string()]);

/** The `cursor` of a list's query whose ids are UUIDs: a text that `positionOf` can read. */
export const cursorSchema = cursorSchemaOf(isUuid);

/** The same of a list whose ids are numbers. */
export const numberCursorSchema = cursorSchemaOf(isNumberId);

/** The same of a list with ids of another form. */
export function cursorSchemaOf(isId: (text: string) => boolean) {
  return z
    .string()
    .refine((cursor) => isId(maybePositionOf(cursor)?.id ?? ''), {
      error: 'Not a cursor: give "nextCursor" of an answer as it was, or leave it out.',
    })
    .optional()
    .describe('`nextCursor` of the page before.');
}

/** A place in the list as text for the client, who is to give it back and not to read it. */
export function cursorOf({ at, id }: PagePosition): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** Reads a cursor that its schema has checked. */
export function positionOf(cursor: string): PagePosition {
  const position = maybePositionOf(cursor);
  if (position === undefined) throw new Error('a cursor was not checked');
  return position;
}

/** One page of a list read with one item more than `limit`; `positionOfItem` says where the next page goes on. */
export function pageOf<Item>(
  found: readonly Item[],
  limit: number,
  positionOfItem: (item: Item) => PagePosition,
): { items: Item[]; nextCursor: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last !== undefined ? cursorOf(positionOfItem(last)) : null };
}

function maybePositionOf(cursor: string): PagePosition | undefined {
  // 200: twice what `cursorOf` makes.
  const position = cursor.length > 200 ? undefined : positionSchema.safeParse(parsed(cursor)).data;
  return position === undefined ? undefined : { at: position[0], id: position[1] };
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
