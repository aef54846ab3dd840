import type { ScheduleSlot, SlotStatus } from '@trailkeeper/contract';
import { query, type Queryable } from '@trailkeeper/database';
import { ApiError, isUuid, type PagePosition } from '@trailkeeper/http';
import { LISTED_SLOT, SLOT } from './slot-row.js';

export interface SlotFilter {
  readonly scheduleId?: string | undefined;
  readonly status?: readonly SlotStatus[] | undefined;
  readonly dueFrom?: Date | undefined;
  readonly dueTo?: Date | undefined;
  readonly after?: PagePosition | undefined;
  readonly limit: number;
}

/** Slots, the last due first, with the last tries of each delivery; one more than `limit` if there are more. */
export function findSlots(db: Queryable, { after, limit, ...filter }: SlotFilter): Promise<ScheduleSlot[]> {
  const { scheduleId, status, dueFrom, dueTo } = filter;
  const wanted = [scheduleId, status, dueFrom, dueTo, after?.at, after?.id].map((value) => value ?? null);
  return query<ScheduleSlot>(db, FIND_SLOTS, [...wanted, limit + 1]);
}

/** The slot of a schedule with this id, deleted or not. Throws ApiError 404. */
export async function getSlot(db: Queryable, { scheduleId, slotId }: SlotAddress): Promise<ScheduleSlot> {
  const [slot] = isUuid(slotId) ? await query<ScheduleSlot>(db, GET_SLOT, [slotId]) : [];
  if (slot?.scheduleId === scheduleId.toLowerCase()) return slot;
  await requireSchedule(db, scheduleId);
  throw new ApiError('not_found', 404, `Schedule ${scheduleId} has no slot "${slotId.slice(0, 100)}".`);
}

/** Throws ApiError 404 for a schedule that never was. One that was deleted keeps its ledger. */
export async function requireSchedule(db: Queryable, id: string): Promise<void> {
  const known = isUuid(id) ? await query(db, HAS_SCHEDULE, [id]) : [];
  if (known.length === 0) throw new ApiError('not_found', 404, `There is no schedule "${id.slice(0, 100)}".`);
}

export interface SlotAddress {
  readonly scheduleId: string;
  readonly slotId: string;
}

const HAS_SCHEDULE = `
select schedule.id from schedule where schedule.id = $1
`;

const GET_SLOT = `
${SLOT}
where slot.id = $1
`;

// uses schedule_slot_listing_idx, without a schedule schedule_slot_due_idx
const FIND_SLOTS = `
${LISTED_SLOT}
where ($1::uuid is null or slot.schedule_id = $1)
  and ($2::text[] is null or slot.status = any ($2))
  and ($3::timestamptz is null or slot.due_at >= $3)
  and ($4::timestamptz is null or slot.due_at < $4)
  and ($5::timestamptz is null or (slot.due_at, slot.id) < ($5::timestamptz, $6::uuid))
order by slot.due_at desc, slot.id desc
limit $7
`;
