import { query, type Queryable } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';
import { exportLines } from '../search/export/export-lines.js';
import { prepareExport } from '../search/export/prepare-export.js';
import { beyondHorizon, type Horizon, withinHorizon } from '../search/listing/horizon.js';
import { matchingOf, whereOf } from '../search/matching/matching.js';
import { openParams, type SqlPart } from '../search/matching/sql-part.js';
import { type SlotScope, slotSearch } from './slot-search.js';

/** From what was committed later than `earlier` to what was committed by `own`. */
export interface Horizons {
  readonly earlier: Horizon;
  readonly own: Horizon;
}

/** Prepares the transaction of a snapshot that events are read in for as long as a bundle is written. */
export const prepareReading = prepareExport;

/** The events of a slot that were committed when it began, as JSON lines with what was received of each. */
export async function* linesOfSlot(runner: QueryRunner, slot: SlotScope, horizon: Horizon): AsyncGenerator<Buffer> {
  yield* exportLines(runner, slotSearch(slot), { withBodies: true, also: await withinHorizon(runner, horizon) });
}

/** Those of its events that the slot it restates could not have. */
export async function* linesSince(runner: QueryRunner, slot: SlotScope, horizons: Horizons): AsyncGenerator<Buffer> {
  yield* exportLines(runner, slotSearch(slot), { withBodies: true, also: await betweenHorizons(runner, horizons) });
}

/** How many those are. */
export async function countSince(db: Queryable, slot: SlotScope, horizons: Horizons): Promise<number> {
  return countAlso(db, slot, await betweenHorizons(db, horizons));
}

/** How many events of a slot were committed after it began. */
export async function countEventsSince(db: Queryable, slot: SlotScope, horizon: Horizon): Promise<number> {
  return countAlso(db, slot, await beyondHorizon(db, horizon));
}

async function betweenHorizons(db: Queryable, { earlier, own }: Horizons): Promise<SqlPart> {
  const [since, until] = [await beyondHorizon(db, earlier), await withinHorizon(db, own)];
  return (bind) => `${since(bind)} and ${until(bind)}`;
}

async function countAlso(db: Queryable, slot: SlotScope, also: SqlPart): Promise<number> {
  const { bind, params } = openParams();
  const where = `${whereOf(matchingOf(slotSearch(slot)), bind)} and ${also(bind)}`;
  const [row] = await query<{ count: string }>(db, countWhere(where), params);
  return Number(row?.count ?? 0);
}

// Reads only the months of the period: by the index of batches where few came later, by time where the period is short.
function countWhere(where: string): string {
  return `
select count(*) as "count"
from audit_event event
where ${where}
`;
}
