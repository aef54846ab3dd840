import { isUuid } from '@trailkeeper/http';
import { z } from 'zod';

/** A place in the list of views: the last view of a page. */
export interface ViewPosition {
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

/** The `cursor` of the list's query: a text that `positionOfView` can read. */
export const viewCursorSchema = z
  .string()
  .refine((cursor) => maybePosition(cursor) !== undefined, {
    error: 'Not a cursor: give "nextCursor" of an answer as it was, or leave it out.',
  })
  .optional()
  .describe('`nextCursor` of the page before.');

/** A place in the list as text for the client, who is to give it back and not to read it. */
export function viewCursorOf({ name, id }: ViewPosition): string {
  return Buffer.from(JSON.stringify([name, id])).toString('base64url');
}

/** Reads a cursor that its schema has checked. */
export function positionOfView(cursor: string): ViewPosition {
  const position = maybePosition(cursor);
  if (position === undefined) throw new Error('a cursor was not checked');
  return position;
}

function maybePosition(cursor: string): ViewPosition | undefined {
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
