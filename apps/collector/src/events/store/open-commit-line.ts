import { retried } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { GROUP_LIMITS } from './chunk-limits.js';
import { CommitLine } from './commit-line.js';
import { EventPartitions } from './event-partitions.js';
import { writeGroup } from './write-group.js';

/** The line at which all requests of a collector wait to be committed. */
export function openCommitLine(dataSource: DataSource): CommitLine {
  const context = { dataSource, partitions: new EventPartitions(dataSource), resending: new Set<string>() };
  return new CommitLine((arrivals) => retried(() => writeGroup(context, arrivals)), SERVICE);
}

/**
 * 3 writers: while one waits for the disk and one for a processor, another is made ready. A transaction costs as much as
 * some 50 events; hence 200. A commit takes a few ms, 30 when the machine is busy.
 */
const SERVICE = { writers: 3, worthItems: 200, patienceMs: 30, limits: GROUP_LIMITS };
