import { withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import type { Arrival } from './arrival.js';
import { copyGroup } from './copy-group.js';
import { copyWhatIsNew } from './copy-what-is-new.js';
import { isMissingPartition } from './database-faults.js';
import type { EventPartitions } from './event-partitions.js';
import { type Group, type GroupEvent, prepareGroup } from './prepare-group.js';

export interface WriteContext {
  dataSource: DataSource;
  partitions: EventPartitions;
  /** Keys whose last events were in part known: asked before they are written, because a failed COPY leaves dead rows. */
  resending: Set<string>;
}

/** Stores arrivals in one transaction and answers, for each, how many of its events were new. */
export async function writeGroup(context: WriteContext, arrivals: readonly Arrival[]): Promise<number[]> {
  const group = prepareGroup(arrivals);
  const fresh = await copyWhatIsNew({
    db: context.dataSource,
    events: group.events,
    isLookedUpFirst: group.batches.some(({ keyName }) => context.resending.has(keyName)),
    copy: (events) => writeNew(context, { ...group, events }),
  });
  noteResending(context, group, fresh);
  return countBy(fresh, ({ arrival }) => arrival, arrivals.length);
}

async function writeNew({ dataSource, partitions }: WriteContext, group: Group): Promise<void> {
  const times = group.events.map(({ event }) => event.occurredAt);
  const write = () => withTransaction(dataSource, 'READ COMMITTED', (runner) => copyGroup(runner, group));
  await partitions.ensure(times);
  try {
    await write();
  } catch (error) {
    if (!isMissingPartition(error)) throw error;
    partitions.forget();
    await partitions.ensure(times);
    await write();
  }
}

function noteResending({ resending }: WriteContext, { batches, events }: Group, fresh: readonly GroupEvent[]): void {
  const came = countBy(events, ({ batch }) => batch, batches.length);
  const stored = countBy(fresh, ({ batch }) => batch, batches.length);
  for (const [number, { keyName }] of batches.entries()) {
    if (stored[number]! < came[number]!) resending.add(keyName);
    else resending.delete(keyName);
  }
}

function countBy(events: readonly GroupEvent[], placeOf: (event: GroupEvent) => number, places: number): number[] {
  const counts = Array.from({ length: places }, () => 0);
  for (const event of events) counts[placeOf(event)]! += 1;
  return counts;
}
