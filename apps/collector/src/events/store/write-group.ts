import { withTransaction } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import type { Arrival } from './arrival.js';
import { copyGroup } from './copy-group.js';
import { isKnownEvent, isMissingPartition } from './database-faults.js';
import type { EventPartitions } from './event-partitions.js';
import { findKnown } from './find-known.js';
import { type Group, type GroupEvent, prepareGroup } from './prepare-group.js';

export interface WriteContext {
  dataSource: DataSource;
  partitions: EventPartitions;
  /** Keys whose last events were in part known: asked before they are written, because a failed COPY leaves dead rows. */
  resending: Set<string>;
}

/**
 * Stores arrivals in one transaction and answers, for each, how many of its events were new. Events are taken for new
 * until the primary key says otherwise; then those that are known are left out and the rest goes again. Each time is
 * another's commit, so that comes to an end.
 */
export async function writeGroup(context: WriteContext, arrivals: readonly Arrival[]): Promise<number[]> {
  const group = prepareGroup(arrivals);
  const isResent = group.batches.some(({ keyName }) => context.resending.has(keyName));
  let known = isResent ? await findKnown(context.dataSource, group.events) : NONE;
  for (let attempt = 1; ; attempt += 1) {
    const fresh = known.size === 0 ? group.events : group.events.filter(({ key }) => !known.has(key));
    try {
      await writeNew(context, { ...group, events: fresh });
      noteResending(context, group, known);
      return storedOf(arrivals, fresh);
    } catch (error) {
      if (!isKnownEvent(error) || attempt === MAX_ATTEMPTS) throw error;
      known = await findKnown(context.dataSource, group.events);
    }
  }
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

function noteResending({ resending }: WriteContext, { batches, events }: Group, known: ReadonlySet<string>): void {
  const hasKnown = batches.map(() => false);
  for (const { key, batch } of events) if (known.has(key)) hasKnown[batch] = true;
  for (const [number, { keyName }] of batches.entries()) {
    if (hasKnown[number]) resending.add(keyName);
    else resending.delete(keyName);
  }
}

function storedOf(arrivals: readonly Arrival[], events: readonly GroupEvent[]): number[] {
  const stored = arrivals.map(() => 0);
  for (const { arrival } of events) stored[arrival]! += 1;
  return stored;
}

const NONE: ReadonlySet<string> = new Set();

/** 10: one would do unless others store the same events at the same moment. */
const MAX_ATTEMPTS = 10;
