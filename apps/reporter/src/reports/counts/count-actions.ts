import { describeAction } from '@trailkeeper/catalog';
import { bucketParts } from './bucket-parts.js';
import type { SnapshotQuery } from '../report-kind.js';
import type { ActionCount } from './action-count.js';
import { countBuckets } from './count-buckets.js';
import { countRows } from './count-rows.js';
import { countLateOfDoubt, type LateCount } from './count-late-of-doubt.js';
import { type CountedScope, serviceIds } from './counted-scope.js';

/**
 * Counts by action, emitter and outcome, exact at both ends: whole buckets from the counts, the ends that are not on a
 * bucket from the events themselves.
 */
export async function countActions(query: SnapshotQuery, counted: CountedScope): Promise<ActionCount[]> {
  const { whole, edges } = bucketParts(counted);
  const counts: ActionCount[] = [];
  const late: LateCount[] = [];
  if (whole !== null) {
    counts.push(...(await countBuckets(query, counted, whole)));
    late.push(...(await countLateOfDoubt(query, counted, whole)));
  }
  for (const edge of edges) counts.push(...(await countRows(query, counted, edge)));
  return merge(counts, late).filter((count) => isInScope(count, counted));
}

/** The SQL asks by the same rule; the catalog has the last word. */
function isInScope({ action, emitter }: ActionCount, counted: CountedScope): boolean {
  const services = serviceIds(counted);
  return services === null || services.includes(describeAction(action, emitter).service);
}

function merge(counts: readonly ActionCount[], lateCounts: readonly LateCount[]): ActionCount[] {
  const merged = new Map<string, ActionCount>();
  for (const count of counts) {
    const known = merged.get(keyOf(count));
    merged.set(keyOf(count), known === undefined ? count : added(known, count));
  }
  for (const { late, ...of } of lateCounts) {
    const known = merged.get(keyOf(of));
    // In one snapshot every event has its count; without it the counts would be wrong, and no report may say so quietly.
    if (known === undefined) throw new Error(`events of ${of.action} have no count: activity and audit_event disagree`);
    merged.set(keyOf(of), { ...known, late: known.late + late });
  }
  return [...merged.values()];
}

function added(one: ActionCount, other: ActionCount): ActionCount {
  return {
    ...one,
    events: one.events + other.events,
    late: one.late + other.late,
    firstSeen: one.firstSeen < other.firstSeen ? one.firstSeen : other.firstSeen,
    lastSeen: one.lastSeen > other.lastSeen ? one.lastSeen : other.lastSeen,
  };
}

function keyOf({ action, emitter, outcome }: Pick<ActionCount, 'action' | 'emitter' | 'outcome'>): string {
  return JSON.stringify([action, emitter, outcome]);
}
