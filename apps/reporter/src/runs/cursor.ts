import { ApiError } from '@trailkeeper/http';
import { z } from 'zod';
import { type RunPosition, UUID } from './find-runs.js';

/** Just what `cursorOf` is given: microseconds, as the database tells them, and no year that it would not take back. */
const requestedAtSchema = z.iso.datetime({ precision: 6 }).refine((text) => text >= '2000');

const positionSchema = z.tuple([requestedAtSchema, z.string().regex(UUID)]);

/** A place in the list as text for the client, who is to give it back and not to read it. */
export function cursorOf({ requestedAt, id }: RunPosition): string {
  return Buffer.from(JSON.stringify([requestedAt, id])).toString('base64url');
}

/** Reads what `cursorOf` made. Throws ApiError 400 for anything else. */
export function positionOf(cursor: string): RunPosition {
  const position = positionSchema.safeParse(parsed(cursor));
  if (position.success) return { requestedAt: position.data[0], id: position.data[1] };
  const message = 'Not a cursor of this list: give "nextCursor" of an answer as it was, or leave it out.';
  throw new ApiError('invalid_request', 400, 'The request is not valid: see errors for cursor.', {
    errors: [{ field: 'cursor', message }],
  });
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
