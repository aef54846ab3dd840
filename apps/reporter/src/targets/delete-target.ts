import { execute, instantText, query, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** What became of a deletion: `gone` if there is none of that id, or what uses it. */
export type TargetDeletion = 'deleted' | 'gone' | TargetUse;

export interface TargetUse {
  /** Names of schedules. */
  readonly schedules: readonly string[];
  /** Slots that have not ended, of any schedule: they keep the targets that it had. At most 100, the one due first first. */
  readonly slots: readonly OpenSlot[];
}

export interface OpenSlot {
  readonly id: string;
  readonly scheduleId: string;
  /** The name of its schedule. */
  readonly schedule: string;
  readonly dueAt: string;
}

/**
 * Deletes the target with this id (a UUID); its row stays, since receipts name it. One that a schedule uses, or a slot that has
 * not ended, is kept.
 */
export function deleteTarget(dataSource: DataSource, { id, by }: { id: string; by: string }): Promise<TargetDeletion> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    if ((await query(runner, LOCK_TARGET, [id])).length === 0) return 'gone';
    const schedules = await query<{ name: string }>(runner, FIND_SCHEDULES, [id]);
    const slots = await query<OpenSlot>(runner, FIND_OPEN_SLOTS, [id]);
    if (schedules.length > 0 || slots.length > 0) return { schedules: schedules.map(({ name }) => name), slots };
    await execute(runner, DELETE_TARGET, [id, by]);
    return 'deleted';
  });
}

// waits for those who are about to write its id into a schedule (schedules/check-targets.ts), and keeps others from it
const LOCK_TARGET = `
select target.id
from delivery_target target
where target.id = $1 and target.deleted_at is null
for no key update of target
`;

/** Whether a definition names the target. */
const namesTarget = (definition: string) => `exists (
    select
    from jsonb_array_elements_text(
      coalesce(${definition} -> 'targets', '[]') || coalesce(${definition} -> 'noticeTargets', '[]')
    ) as used (target_id)
    where used.target_id::uuid = $1::uuid
  )`;

const FIND_SCHEDULES = `
select schedule.name
from schedule
where schedule.deleted_at is null
  and ${namesTarget('schedule.definition')}
order by schedule.name, schedule.id
`;

// uses schedule_slot_open_idx
const FIND_OPEN_SLOTS = `
select slot.id, slot.schedule_id as "scheduleId", slot.name as "schedule", ${instantText('slot.due_at')} as "dueAt"
from schedule_slot slot
where slot.step <> 'ended'
  and ${namesTarget('slot.definition')}
order by slot.due_at, slot.id
limit 100
`;

const DELETE_TARGET = `
update delivery_target
set deleted_at = now(), deleted_by = $2
where delivery_target.id = $1
`;
