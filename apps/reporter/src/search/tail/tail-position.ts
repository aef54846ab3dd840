import { z } from 'zod';
import type { EventKey } from '../event-id.js';
import { isSnapshot } from '../listing/horizon.js';

/** How far a tail has come: all that was committed at `seen` was sent, or was there before it began. */
export interface TailPosition {
  /** `pg_snapshot` as text: which transactions were over. */
  readonly seen: string;
  /** When that was read. */
  readonly seenAt: Date;
  /** And of what was committed since then until `upTo`, this and all before it, by batch, time and hash. */
  readonly within?: SentWithin;
}

export interface SentWithin extends EventKey {
  /** `pg_snapshot` as text. */
  readonly upTo: string;
  readonly batchId: string;
}

/** Behind every event of a batch. */
export const END_OF_BATCH: EventKey = { occurredAt: '9999-12-31T23:59:59.999999Z', contentHash: 'f'.repeat(64) };

/** The position as text for the client, who is to give it back and not to read it. */
export function tailPositionText({ seen, seenAt, within }: TailPosition): string {
  const { upTo, batchId, occurredAt, contentHash } = within ?? {};
  const rest = within === undefined ? [] : [upTo, batchId, occurredAt, contentHash];
  return Buffer.from(JSON.stringify([seen, seenAt.toISOString(), ...rest])).toString('base64url');
}

/** Reads `tailPositionText`; undefined for anything else. Pure. */
export function maybeTailPosition(text: string): TailPosition | undefined {
  const fields = text.length > MAX_LENGTH ? undefined : fieldsSchema.safeParse(parsed(text)).data;
  if (fields === undefined) return undefined;
  const [seen, seenAt, ...rest] = fields;
  const position = { seen, seenAt: new Date(seenAt) };
  if (rest.length === 0) return position;
  const [upTo, batchId, occurredAt, contentHash] = rest;
  return endOf(upTo) < endOf(seen) ? undefined : { ...position, within: { upTo, batchId, occurredAt, contentHash } };
}

/** The first transaction that had not begun at a snapshot: it grows, on one server. */
export function endOf(snapshot: string): bigint {
  return BigInt(snapshot.split(':')[1]!);
}

/** 8,000: some 180 transactions under way, twice; and less than a header may have. */
const MAX_LENGTH = 8_000;

const snapshotSchema = z.string().refine(isSnapshot);
const momentSchema = z.iso.datetime({ precision: 3 }).refine((text) => text >= '2000');
const fieldsSchema = z.union([
  z.tuple([snapshotSchema, momentSchema]),
  z.tuple([
    snapshotSchema,
    momentSchema,
    snapshotSchema,
    z.string().regex(/^\d{1,18}$/),
    z.iso.datetime({ precision: 6 }).refine((text) => text >= '2000'),
    z.string().regex(/^[0-9a-f]{64}$/),
  ]),
]);

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
