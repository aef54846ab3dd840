import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { EventKey } from '../event-id.js';
import type { EventSearch } from '../event-search.js';
import { type Horizon, isSnapshot } from './horizon.js';

/** Where a listing goes on: after which event, of what was committed when, and of which search. */
export interface ListPosition {
  readonly after: EventKey;
  readonly horizon: Horizon;
  /** When its first page was asked for, by our clock: what `last` counts from. */
  readonly readAt: Date;
  /** `searchDigest` of its search. */
  readonly digest: string;
}

/** The position as text for the client, who is to give it back and not to read it. */
export function listCursorOf({ after, horizon, readAt, digest }: ListPosition): string {
  const { snapshot, lastBatch, at } = horizon;
  const fields = [after.occurredAt, after.contentHash, snapshot, lastBatch, at, readAt.toISOString(), digest];
  return Buffer.from(JSON.stringify(fields)).toString('base64url');
}

/** Reads `listCursorOf`; undefined for anything else. */
export function maybeListPosition(cursor: string): ListPosition | undefined {
  const fields = fieldsSchema.safeParse(parsed(cursor)).data;
  if (fields === undefined) return undefined;
  const [occurredAt, contentHash, snapshot, lastBatch, at, readAt, digest] = fields;
  return { after: { occurredAt, contentHash }, horizon: { snapshot, lastBatch, at }, readAt: new Date(readAt), digest };
}

/** Tells searches apart, so that a cursor is not used with another one. */
export function searchDigest(search: EventSearch): string {
  return createHash('sha256').update(JSON.stringify(search)).digest('base64url').slice(0, 16);
}

/** The `cursor` of a listing's query. */
export const listCursorSchema = z
  .string()
  // 4,000: some 180 transactions under way.
  .max(4_000)
  .refine((cursor) => maybeListPosition(cursor) !== undefined, {
    error: 'Not a cursor: give "nextCursor" of an answer as it was, or leave it out.',
  })
  .optional()
  .describe('`nextCursor` of the page before, with the same search.');

const momentSchema = z.iso.datetime({ precision: 6 }).refine((text) => text >= '2000');
const fieldsSchema = z.tuple([
  momentSchema,
  z.string().regex(/^[0-9a-f]{64}$/),
  z.string().refine(isSnapshot),
  z.string().regex(/^\d{1,18}$/),
  momentSchema,
  z.iso.datetime({ precision: 3 }).refine((text) => text >= '2000'),
  z.string(),
]);

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
