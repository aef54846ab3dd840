import { setImmediate as nextTurn } from 'node:timers/promises';
import { retried, withTransaction } from '@trailkeeper/database';
import type { DataSource, QueryRunner } from 'typeorm';
import { isMissingPartition } from '../events/store/database-faults.js';
import type { EventPartitions } from '../events/store/event-partitions.js';
import { outOfScope } from '../keys/out-of-scope.js';
import { type ClaimedItem, claimItems } from './claim-items.js';
import { insertReplayed, type ReadyItem } from './insert-replayed.js';
import { parseAgain } from './parse-again.js';
import { type Settlement, settleItems } from './settle-items.js';

export interface ReplayContext {
  dataSource: DataSource;
  partitions: EventPartitions;
}

/**
 * Replays the next items that somebody asked to replay, some hundred at most, and gives what came of each; none when
 * nothing waits. All of it is one transaction, claim included: whatever ends it, either every item has its event, its
 * count and its batch, or nothing was begun.
 */
export async function replayNext(context: ReplayContext): Promise<Settlement[]> {
  const replay = () =>
    retried(() => withTransaction(context.dataSource, 'READ COMMITTED', (runner) => replayIn(runner, context)));
  try {
    return await replay();
  } catch (error) {
    if (!isMissingPartition(error)) throw error;
    context.partitions.forget();
    return replay();
  }
}

async function replayIn(runner: QueryRunner, { partitions }: ReplayContext): Promise<Settlement[]> {
  const settlements: Settlement[] = [];
  const ready = new Map<string, ReadyItem[]>();
  for (const item of await claimItems(runner)) {
    const parsed = parseClaimed(item);
    if (parsed.problem) settlements.push({ id: item.id, result: 'refused', problem: parsed.problem });
    else addTo(ready, item.keyName, { id: item.id, event: parsed.value, raw: item.raw });
    await nextTurn(); // large items take their time, and requests go on meanwhile
  }
  for (const [keyName, items] of ready) {
    settlements.push(...(await insertReplayed({ runner, partitions, keyName }, items)));
  }
  await settleItems(runner, settlements);
  return settlements;
}

/** The key it came with says what it may be, unless somebody has admitted it against that. */
function parseClaimed({ isAdmitted, scope, ...item }: ClaimedItem) {
  return parseAgain(item, {
    now: Date.now(),
    refuse: (event) => (isAdmitted ? undefined : outOfScope(scope, event)),
  });
}

function addTo(groups: Map<string, ReadyItem[]>, keyName: string, item: ReadyItem): void {
  const group = groups.get(keyName);
  if (group === undefined) groups.set(keyName, [item]);
  else group.push(item);
}
