import type { ActionCount } from '../counts/action-count.js';
import type { CountedScope } from '../counts/counted-scope.js';
import type { SnapshotQuery } from '../report-kind.js';

/** How many initiators with an id the events have that were counted. */
export async function countInitiators(
  query: SnapshotQuery,
  { from, to, location, account }: CountedScope,
  counts: readonly ActionCount[],
): Promise<number> {
  if (counts.length === 0) return 0;
  const columns = [
    [...new Set(counts.map(({ action }) => action))],
    counts.map(({ action }) => action),
    counts.map(({ emitter }) => emitter),
    counts.map(({ outcome }) => outcome),
  ];
  const [row] = await query<{ initiators: string }>(COUNT_INITIATORS, [from, to, location, account, ...columns]);
  return Number(row?.initiators ?? 0);
}

// uses audit_event_action_idx
const COUNT_INITIATORS = `
select count(distinct event.initiator_id) as "initiators"
from audit_event event
where event.occurred_at >= $1::timestamptz and event.occurred_at < $2::timestamptz
  and ($3::text is null or event.location = $3) and ($4::text is null or event.account = $4)
  and event.action = any($5::text[])
  and (event.action, event.emitter, event.outcome) in (
    select counted.action, counted.emitter, counted.outcome
    from unnest($6::text[], $7::text[], $8::text[]) as counted (action, emitter, outcome)
  )
`;
