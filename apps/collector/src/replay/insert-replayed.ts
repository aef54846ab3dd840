import type { AuditEvent } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import type { QueryRunner } from 'typeorm';
import { copyGroup } from '../events/store/copy-group.js';
import { copyWhatIsNew } from '../events/store/copy-what-is-new.js';
import { isDataFault, serverMessage } from '../events/store/database-faults.js';
import type { EventPartitions } from '../events/store/event-partitions.js';
import { prepareGroup } from '../events/store/prepare-group.js';
import type { Settlement } from './settle-items.js';

/** A quarantined item that can become an event. */
export interface ReadyItem {
  id: string;
  event: AuditEvent;
  raw: Buffer;
}

/** Within which transaction, and under which name of a key. */
export interface InsertContext {
  runner: QueryRunner;
  partitions: EventPartitions;
  keyName: string;
}

/**
 * Stores the events of items that came with one key, in a batch that has received nothing and takes them out of
 * quarantine. An event that the database refuses, or that it keeps no partition for, is found by storing one by one.
 */
export async function insertReplayed(context: InsertContext, items: ReadyItem[]): Promise<Settlement[]> {
  try {
    return await insertTogether(context, items);
  } catch (error) {
    if (!isDataFault(error)) throw error;
    const [first, ...others] = items;
    if (first !== undefined && others.length === 0) return [refusedByStorage(first, error)];
  }
  const settlements: Settlement[] = [];
  for (const item of items) settlements.push(...(await insertReplayed(context, [item])));
  return settlements;
}

async function insertTogether(
  { runner, partitions, keyName }: InsertContext,
  items: ReadyItem[],
): Promise<Settlement[]> {
  await partitions.ensure(items.map(({ event }) => event.occurredAt));
  const once = new Map(items.map(({ event, raw }) => [event.contentHash, { index: 0, event, bytes: raw }]));
  const chunk = { events: [...once.values()], duplicates: 0, quarantined: [] };
  const { events } = prepareGroup([{ chunk, keyName }]);
  const batches = [{ keyName, received: 0, quarantined: [], replayed: items.length }];
  const fresh = await copyWhatIsNew({
    db: runner,
    events,
    isLookedUpFirst: true,
    copy: (some) => inSavepoint(runner, () => copyGroup(runner, { batches, events: some })),
  });
  return settlementsOf(items, new Set(fresh.map(({ event }) => event.contentHash)));
}

/** Of items with the same event the first is stored. */
function settlementsOf(items: ReadyItem[], fresh: Set<string>): Settlement[] {
  return items.map(({ id, event }) => ({
    id,
    result: fresh.delete(event.contentHash) ? 'stored' : 'duplicate',
    event,
  }));
}

async function inSavepoint<Value>(runner: QueryRunner, work: () => Promise<Value>): Promise<Value> {
  await query(runner, 'savepoint replay');
  try {
    const value = await work();
    await query(runner, 'release savepoint replay');
    return value;
  } catch (error) {
    // Fails too when the connection is gone; then `error` says so.
    await query(runner, 'rollback to savepoint replay').catch(() => undefined);
    throw error;
  }
}

function refusedByStorage({ id }: ReadyItem, fault: unknown): Settlement {
  const message = `The database refused the event: ${serverMessage(fault)}`;
  return { id, result: 'refused', problem: { code: 'storage_refused', message } };
}
