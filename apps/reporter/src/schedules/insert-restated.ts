import { query } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';
import type { RestatedTargets } from './restated-targets.js';

export interface Restatement {
  readonly by: string;
  readonly reason: string;
  readonly now: Date;
  /** Null: those of the original. */
  readonly targets: RestatedTargets | null;
}

/**
 * Makes a slot that reports once more on what another did: its due time, period and definition, but for where it goes. It
 * starts at `now`, and never before the original was to start. Gives its id. Whoever calls it has the original locked.
 */
export async function insertRestated(
  runner: QueryRunner,
  slotId: string,
  { by, reason, now, targets }: Restatement,
): Promise<string> {
  const [made] = await query<{ id: string }>(runner, INSERT_RESTATED, [
    ...[slotId, by, reason, now, JSON.stringify(targets ?? {})],
  ]);
  if (made === undefined) throw new Error(`slot ${slotId} is gone`);
  return made.id;
}

const INSERT_RESTATED = `
insert into schedule_slot
  (schedule_id, due_at, name, definition, period_from, period_to, starts_at, restates, restated_by, restate_reason)
select slot.schedule_id, slot.due_at, slot.name, slot.definition || $5::jsonb, slot.period_from, slot.period_to,
       greatest($4, slot.starts_at), slot.id, $2, $3
from schedule_slot slot
where slot.id = $1
returning schedule_slot.id
`;
