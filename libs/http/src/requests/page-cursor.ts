import { z } from 'zod';
import { ApiError } from '../problems/api-error.js';

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

/** Just what `cursorOf` is given: microseconds, as the database tells them, and no year that it would not take back. */
const atSchema = z.iso.datetime({ precision: 6 }).refine((text) => text >= '2000');

const positionSchema = z.tuple([atSchema, z.string().regex(UUID)]);

/** The `cursor` of a list's query. */
export const cursorSchema = z.string().max(200).optional().describe('`nextCursor` of the page before.');

/** A place in the list as text for the client, who is to give it back and not to read it. */
export function cursorOf({ at, id }: PagePosition): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** Reads what `cursorOf` made. Throws ApiError 400 for anything else. */
export function positionOf(cursor: string): PagePosition {
  const position = positionSchema.safeParse(parsed(cursor));
  if (position.success) return { at: position.data[0], id: position.data[1] };
  const message = 'Not a cursor of this list: give "nextCursor" of an answer as it was, or leave it out.';
  throw new ApiError('invalid_request', 400, 'The request is not valid: see errors for cursor.', {
    errors: [{ field: 'cursor', message }],
  });
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

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
