import type { Scope } from '@trailkeeper/catalog';
import type { Activity } from '../counts/action-count.js';
import { type ScopeCounts, countPeriod } from '../counts/count-period.js';
import type { Days } from '../counts/find-days-without-events.js';
import type { ReportContext, SnapshotQuery } from '../report-kind.js';
import { countInitiators } from './count-initiators.js';
import { type DeletionCounts, deletionCountsOf, deletionCountsOnly } from './deletion-counts.js';
import { type GatheredDeletions, gatherDeletions } from './gather-deletions.js';
import { type Deletion, readDeletions } from './read-deletions.js';

/** All that the document is made of. */
export interface DeletionFacts {
  readonly scope: Scope;
  /** What the events are limited to beside the service, in words (`scopeWords`); null if they are not. */
  readonly limit: string | null;
  /** All events in scope, deletions or not. */
  readonly activity: Activity;
  readonly counts: DeletionCounts;
  readonly gathered: GatheredDeletions;
  /** Null when the trail holds nothing of the period before. */
  readonly previous: PreviousDeletions | null;
  readonly days: Days;
}

export interface PreviousDeletions {
  readonly counts: DeletionCounts;
  readonly initiators: number;
}

/** Reads the facts from the snapshot; `read` reads the events once more, for the CSV. */
export async function findDeletionFacts(
  context: ReportContext,
): Promise<{ facts: DeletionFacts; read: () => AsyncIterable<Deletion[]> }> {
  const { query, copy, request, progress } = context;
  const { before, counted, counts: ofAll, ...shared } = await countPeriod(context, { share: READING_BEGINS });
  const previous = before === null ? null : await findPrevious(query, before);

  progress(READING_BEGINS, 'reading deletions');
  const counts = deletionCountsOf(ofAll);
  const read = () => readDeletions(copy, counted, ofAll);
  const gathered = await gatherDeletions(withProgress(read(), counts.events, progress), request);
  return { facts: { ...shared, counts, gathered, previous }, read };
}

async function findPrevious(query: SnapshotQuery, before: ScopeCounts): Promise<PreviousDeletions> {
  const counts = deletionCountsOnly(before.counts);
  return { counts: deletionCountsOf(counts), initiators: await countInitiators(query, before.counted, counts) };
}

const READING_BEGINS = 0.4;

async function* withProgress(
  batches: AsyncIterable<Deletion[]>,
  expected: number,
  progress: ReportContext['progress'],
): AsyncGenerator<Deletion[]> {
  let read = 0;
  for await (const deletions of batches) {
    yield deletions;
    read += deletions.length;
    progress(Math.min(1, READING_BEGINS + (1 - READING_BEGINS) * (read / expected)), 'reading deletions');
  }
}
