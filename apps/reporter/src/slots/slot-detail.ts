import type { ScheduleSlotDetail, SlotChanges } from '@trailkeeper/contract';
import { query, withSnapshot } from '@trailkeeper/database';
import { ApiError } from '@trailkeeper/http';
import type { DataSource } from 'typeorm';
import { countEventsSince } from '../bundles/slot-events.js';
import type { SlotScope } from '../bundles/slot-search.js';
import type { Horizon } from '../search/listing/horizon.js';
import { getSlot, type SlotAddress } from './find-slots.js';

/** A slot with what only one is asked for. Throws as `getSlot` does. */
export async function getSlotDetail(dataSource: DataSource, address: SlotAddress): Promise<ScheduleSlotDetail> {
  const slot = await getSlot(dataSource, address);
  const [made] = await query<MadeOfSlot>(dataSource, GET_MADE, [slot.id]);
  if (made === undefined) return { ...slot, eventsSince: null, eventsSinceUnknown: null, changes: null };
  const { changes, horizon, ...scope } = made;
  return { ...slot, ...(await countInTime(dataSource, scope, horizon)), changes };
}

interface MadeOfSlot extends SlotScope {
  changes: SlotChanges | null;
  horizon: Horizon;
}

type Counted = Pick<ScheduleSlotDetail, 'eventsSince' | 'eventsSinceUnknown'>;

/** The ledger is read where something is wrong: that the count cannot be had keeps nobody from the rest. */
async function countInTime(dataSource: DataSource, scope: SlotScope, horizon: Horizon): Promise<Counted> {
  try {
    const eventsSince = await withSnapshot(dataSource, async (runner) => {
      await query(runner, SET_LIMIT, [String(LIMIT_MS)]);
      return countEventsSince(runner, scope, horizon);
    });
    return { eventsSince, eventsSinceUnknown: null };
  } catch (error) {
    const eventsSinceUnknown = whyUnknown(error);
    if (eventsSinceUnknown === undefined) throw error;
    return { eventsSince: null, eventsSinceUnknown };
  }
}

function whyUnknown(error: unknown): string | undefined {
  if ((error as { code?: string }).code === QUERY_CANCELED) {
    return 'Counting takes longer than 5 seconds now. Ask again later, or search the events of the period.';
  }
  return error instanceof ApiError
    ? 'The database was restored since: what arrived after that cannot be told.'
    : undefined;
}

/** 5 s: an index tells the few that came late; what takes longer is a database that is busy, or very many. */
const LIMIT_MS = 5_000;

/** PostgreSQL's code for a statement that ran into its limit. */
const QUERY_CANCELED = '57014';

const SET_LIMIT = `
select set_config('statement_timeout', $1, true)
`;

const GET_MADE = `
select bundle.changes, slot.horizon, slot.definition, slot.period_from as "from", slot.period_to as "to"
from schedule_slot slot
join export_bundle bundle on bundle.slot_id = slot.id
where slot.id = $1 and slot.horizon is not null
`;
