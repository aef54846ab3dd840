import type { FoundEvent } from '@trailkeeper/contract';
import type { EventKey } from '../event-id.js';
import { FOUND_EVENT, type FoundEventRow, toFoundEvent } from '../found-event.js';
import type { SqlPart } from '../matching/sql-part.js';
import { openParams } from '../matching/sql-part.js';
import { END_OF_BATCH, type TailPosition } from './tail-position.js';

/** Events that match, and how far all that match have come with them. */
export interface NewEvents {
  readonly events: readonly FoundEvent[];
  /** Of each event. */
  readonly positions: readonly TailPosition[];
  /** Of all of them, and of what does not match and was passed over. */
  readonly reached: TailPosition;
}

/** Asks the database for rows. */
export type ReadRows = <Row>(sql: string, params: readonly unknown[]) => Promise<Row[]>;

/**
 * What matches of what was committed after a position and is visible at the snapshot `upTo`, by batch, time and hash: a page
 * at a time, read when it is asked for.
 */
export async function* findNewEvents(
  read: ReadRows,
  filters: readonly SqlPart[],
  start: TailPosition,
  upTo: string,
): AsyncGenerator<NewEvents, void, undefined> {
  const { seen, seenAt } = start;
  const positionOf = (last: Place): TailPosition => ({ seen, seenAt, within: { upTo, ...last } });
  let after: Place = start.within ?? BEFORE_ALL;
  for (;;) {
    const batches = await read<Batch>(FIND_BATCHES, [seen, upTo, seenAt, after.batchId, MAX_BATCHES]);
    for (const slice of slicesOf(batches)) {
      for (let isMore = true; isMore;) {
        const rows = await findPage(read, filters, slice, after);
        isMore = rows.length === PAGE_EVENTS;
        after = isMore ? placeOf(rows.at(-1)!) : { batchId: slice.at(-1)!, ...END_OF_BATCH };
        const positions = rows.map((row) => positionOf(placeOf(row)));
        yield { events: rows.map(toFoundEvent), positions, reached: positionOf(after) };
      }
    }
    if (batches.length < MAX_BATCHES) return;
  }
}

interface Place extends EventKey {
  readonly batchId: string;
}

interface Batch {
  readonly id: string;
  /** How many events it stored. */
  readonly stored: number;
}

type Row = FoundEventRow & { batchId: string };

const BEFORE_ALL: Place = { batchId: '0', occurredAt: '2000-01-01T00:00:00.000000Z', contentHash: '0'.repeat(64) };

function placeOf({ batchId, occurredAt, contentHash }: Row): Place {
  return { batchId, occurredAt, contentHash };
}

/** Batches one after the other, so few that all their events can be looked at for each page. */
function slicesOf(batches: readonly Batch[]): string[][] {
  const slices: string[][] = [];
  let events = Infinity;
  for (const { id, stored } of batches) {
    events += stored;
    if (events > SLICE_EVENTS || slices.at(-1)!.length === SLICE_BATCHES) {
      slices.push([]);
      events = stored;
    }
    slices.at(-1)!.push(id);
  }
  return slices;
}

function findPage(
  read: ReadRows,
  filters: readonly SqlPart[],
  batches: readonly string[],
  after: Place,
): Promise<Row[]> {
  const { bind, params } = openParams();
  const parts = [
    `event.batch_id = any(${bind(batches)}::bigint[])`,
    `(event.batch_id, event.occurred_at, event.content_hash)
    > (${bind(after.batchId)}::bigint, ${bind(after.occurredAt)}::timestamptz, decode(${bind(after.contentHash)}, 'hex'))`,
    ...filters.map((filter) => filter(bind)),
  ];
  return read<Row>(findEvents(parts.join('\n  and ')), params);
}

/** What is in memory of a reader who is slow. */
const PAGE_EVENTS = 200;

/** 1,000: five pages, or the largest batch there is. */
const SLICE_EVENTS = 1_000;

/** 100: each is looked up in every month that there is. */
const SLICE_BATCHES = 100;

const MAX_BATCHES = 5_000;

// Uses ingest_batch_transaction_idx. The hour: transactions that a restored copy brought along are another server's and may
// be anything. No batch is under way for as long.
const FIND_BATCHES = `
select batch.id, batch.stored
from ingest_batch batch
where batch.transaction >= pg_snapshot_xmin($1::pg_snapshot) and batch.transaction < pg_snapshot_xmax($2::pg_snapshot)
  and not pg_visible_in_snapshot(batch.transaction, $1::pg_snapshot)
  and pg_visible_in_snapshot(batch.transaction, $2::pg_snapshot)
  and batch.arrived_at >= $3::timestamptz - interval '1 hour'
  and batch.id >= $4::bigint
order by batch.id
limit $5
`;

// Uses audit_event_batch_id_idx. `offset 0`: the batch is looked up for each event; a merge join would read all batches.
const findEvents = (where: string) => `
select ${FOUND_EVENT}, event.batch_id as "batchId"
from audit_event event
cross join lateral (
  select batch.arrived_at
  from ingest_batch batch
  where batch.id = event.batch_id
  offset 0
) batch
where ${where}
order by event.batch_id, event.occurred_at, event.content_hash
limit ${PAGE_EVENTS}
`;
