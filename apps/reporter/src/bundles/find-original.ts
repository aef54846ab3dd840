import { query, type Queryable } from '@trailkeeper/database';
import type { Horizon } from '../search/listing/horizon.js';
import { findBundledReports, findRunsOfSlot } from './bundled-reports.js';
import type { OriginalSlot } from './slot-changes.js';

/** The slot that a restated one takes the place of, with what was committed when it began. */
export interface Original extends OriginalSlot {
  readonly horizon: Horizon;
  readonly bundle: { readonly name: string; readonly sha256: string };
}

/** The original of a restated slot. Throws unless it had a bundle: only such a one can be restated. */
export async function findOriginal(db: Queryable, { slotId }: { slotId: string }): Promise<Original> {
  const [row] = await query<Row>(db, GET_ORIGINAL, [slotId]);
  if (row === undefined) throw new Error(`slot ${slotId} has no bundle to be restated`);
  const { name, sha256, dataAsOf, horizon } = row;
  const reports = await findBundledReports(db, await findRunsOfSlot(db, slotId));
  return { slotId, reports, dataAsOf, horizon, bundle: { name, sha256 } };
}

interface Row {
  name: string;
  sha256: string;
  dataAsOf: Date;
  horizon: Horizon;
}

const GET_ORIGINAL = `
select bundle.name, bundle.sha256, bundle.data_as_of as "dataAsOf", slot.horizon
from schedule_slot slot
join export_bundle bundle on bundle.slot_id = slot.id
where slot.id = $1 and slot.horizon is not null
`;
