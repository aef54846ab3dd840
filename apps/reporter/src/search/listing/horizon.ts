import { instantText, query, type Queryable } from '@trailkeeper/database';
import { ApiError } from '@trailkeeper/http';
import type { SqlPart } from '../matching/sql-part.js';

/** What was committed at one moment, as far as it tells which events a listing has. */
export interface Horizon {
  /** `pg_snapshot` as text: which transactions were over. */
  readonly snapshot: string;
  /** The highest id of a batch that was committed. */
  readonly lastBatch: string;
  /** When that was, by the clock of the database, which is also that of arrivals. RFC 3339 with microseconds. */
  readonly at: string;
}

/** Of the snapshot that the runner's transaction reads. */
export async function readHorizon(runner: Queryable): Promise<Horizon> {
  const [horizon] = await query<Horizon>(runner, READ_HORIZON);
  return horizon!;
}

/**
 * Leaves out what was committed after a horizon. Few batches with a lower id than another that was committed come later:
 * those that were under way. Throws ApiError 400 when there are more than can have been: then it is no horizon of this trail.
 */
export async function withinHorizon(runner: Queryable, horizon: Horizon): Promise<SqlPart> {
  const late = await findLate(runner, horizon);
  return (bind) =>
    `event.batch_id <= ${bind(horizon.lastBatch)}::bigint and event.batch_id <> all(${bind(late)}::bigint[])`;
}

/** Leaves out what was committed by a horizon: just what `withinHorizon` does not. Fails as that does. */
export async function beyondHorizon(runner: Queryable, horizon: Horizon): Promise<SqlPart> {
  const late = await findLate(runner, horizon);
  return (bind) =>
    `(event.batch_id > ${bind(horizon.lastBatch)}::bigint or event.batch_id = any(${bind(late)}::bigint[]))`;
}

async function findLate(runner: Queryable, { snapshot, lastBatch, at }: Horizon): Promise<string[]> {
  const rows = await query<{ id: string }>(runner, FIND_LATE, [snapshot, lastBatch, at, MOST_LATE + 1]);
  if (rows.length > MOST_LATE) throw new ApiError('invalid_request', 400, NO_HORIZON, { errors: NO_HORIZON_ERRORS });
  return rows.map(({ id }) => id);
}

/** Whether PostgreSQL reads it as a snapshot: `xmin:xmax:xip,…`, in order. */
export function isSnapshot(text: string): boolean {
  const [, low, high, list] = /^(\d{1,18}):(\d{1,18}):((?:\d{1,18}(?:,\d{1,18})*)?)$/.exec(text) ?? [];
  if (low === undefined || high === undefined || list === undefined) return false;
  const running = list === '' ? [] : list.split(',').map(BigInt);
  const isInOrder = running.every((id, at) => at === 0 || id > running[at - 1]!);
  return (
    BigInt(low) > 0n &&
    BigInt(low) <= BigInt(high) &&
    isInOrder &&
    running.every((id) => id >= BigInt(low) && id < BigInt(high))
  );
}

/** 10,000: a hundred collectors with a hundred batches under way in each. */
const MOST_LATE = 10_000;

const NO_HORIZON = 'The cursor is of another state of the database: leave it out, and read from the first page on.';
const NO_HORIZON_ERRORS = [{ field: 'cursor', message: NO_HORIZON }];

// uses the primary key of ingest_batch
const READ_HORIZON = `
select pg_current_snapshot()::text as "snapshot", coalesce(max(batch.id), 0)::text as "lastBatch",
       ${instantText('now()')} as "at"
from ingest_batch batch
`;

// Uses ingest_batch_transaction_idx. The transactions of batches that a restored copy brought along are another server's:
// those that this one has not begun yet are told by that, those that it has come to since by the hour. No batch is under
// way for as long.
const FIND_LATE = `
select batch.id
from ingest_batch batch
where batch.transaction >= pg_snapshot_xmin($1::pg_snapshot)
  and batch.transaction < pg_snapshot_xmax(pg_current_snapshot())
  and not pg_visible_in_snapshot(batch.transaction, $1::pg_snapshot)
  and batch.id <= $2::bigint
  and batch.arrived_at >= $3::timestamptz - interval '1 hour'
limit $4
`;
