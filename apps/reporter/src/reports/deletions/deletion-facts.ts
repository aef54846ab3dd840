import { type Scope, findScope } from '@trailkeeper/catalog';
import { type ActionCount, type Activity, sumCounts } from '../counts/action-count.js';
import { countActions } from '../counts/count-actions.js';
import { type CountedScope, countedScope } from '../counts/counted-scope.js';
import { type Days, findDaysWithoutEvents } from '../counts/find-days-without-events.js';
import { hasEvents } from '../counts/has-events.js';
import { previousPeriod } from '../period/calendar-span.js';
import type { ReportContext } from '../report-kind.js';
import { scopeWords } from '../scope-words.js';
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
  const { query, copy, request, dataAsOf, progress } = context;
  const scope = findScope(request.service);
  if (scope === undefined) throw new Error(`the catalog knows no service "${request.service}"`);
  const counted = countedScope(request, scope);

  progress(0, 'counting events');
  const actionCounts = await countActions(query, counted);
  progress(0.2, 'finding days without events');
  const days = await findDaysWithoutEvents(query, { request, counted, counts: actionCounts, dataAsOf });
  progress(0.3, 'counting the period before');
  const previous = await findPrevious(context, scope);

  progress(READING_BEGINS, 'reading deletions');
  const counts = deletionCountsOf(actionCounts);
  const read = () => readDeletions(copy, counted, actionCounts);
  const gathered = await gatherDeletions(withProgress(read(), counts.events, progress), request);
  const activity = sumCounts(actionCounts);
  return { facts: { scope, limit: scopeWords(request), activity, counts, gathered, previous, days }, read };
}

async function findPrevious({ query, request }: ReportContext, scope: Scope): Promise<PreviousDeletions | null> {
  const before = previousPeriod(request);
  if (!(await hasEvents(query, before))) return null;
  const counted: CountedScope = countedScope(request, scope, before);
  const counts: ActionCount[] = deletionCountsOnly(await countActions(query, counted));
  return { counts: deletionCountsOf(counts), initiators: await countInitiators(query, counted, counts) };
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
