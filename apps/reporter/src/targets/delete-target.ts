import { execute, query, withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';

/** What became of a deletion: `gone` if there is none of that id, or the names of the schedules that use it. */
export type TargetDeletion = 'deleted' | 'gone' | { readonly usedBy: string[] };

/** Deletes the target with this id (a UUID); its row stays, since receipts name it. One that a schedule uses is kept. */
export function deleteTarget(dataSource: DataSource, { id, by }: { id: string; by: string }): Promise<TargetDeletion> {
  return withTransaction(dataSource, 'READ COMMITTED', async (runner) => {
    if ((await query(runner, LOCK_TARGET, [id])).length === 0) return 'gone';
    const schedules = await query<{ name: string }>(runner, FIND_SCHEDULES, [id]);
    if (schedules.length > 0) return { usedBy: schedules.map(({ name }) => name) };
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

const FIND_SCHEDULES = `
select schedule.name
from schedule
where schedule.deleted_at is null
  and exists (
    select
    from jsonb_array_elements_text(
      coalesce(schedule.definition -> 'targets', '[]') || coalesce(schedule.definition -> 'noticeTargets', '[]')
    ) as used (target_id)
    where used.target_id::uuid = $1::uuid
  )
order by schedule.name, schedule.id
`;

const DELETE_TARGET = `
update delivery_target
set deleted_at = now(), deleted_by = $2
where delivery_target.id = $1
`;
