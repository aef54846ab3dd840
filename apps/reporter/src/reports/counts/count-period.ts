import { type Scope, findScope } from '@trailkeeper/catalog';
import { previousPeriod } from '../period/calendar-span.js';
import type { ReportContext, ReportRequest } from '../report-kind.js';
import { scopeWords } from '../scope-words.js';
import { type ActionCount, type Activity, sumCounts } from './action-count.js';
import { countActions } from './count-actions.js';
import { type CountedScope, countedScope } from './counted-scope.js';
import { type Days, findDaysWithoutEvents } from './find-days-without-events.js';
import { hasEvents } from './has-events.js';

/** What was counted, and how often each action came with each outcome. */
export interface ScopeCounts {
  readonly counted: CountedScope;
  readonly counts: readonly ActionCount[];
}

/** What every kind knows of its period before it asks for anything of its own. */
export interface PeriodCounts extends ScopeCounts {
  readonly scope: Scope;
  /** What the events are limited to beside the service, in words (`scopeWords`); null if they are not. */
  readonly limit: string | null;
  /** All events in scope, whatever of them the kind is about. */
  readonly activity: Activity;
  readonly days: Days;
  /** Null when the trail holds nothing of the period before: that is unknown, not zero. */
  readonly before: ScopeCounts | null;
}

/**
 * What every kind begins with, so that all of them count the same events and compare with the same period. `share` is how
 * much of the building this is, from 0 to 1: a kind that also reads events leaves most of it to them. Fails when the catalog
 * knows no such service.
 */
export async function countPeriod(context: ReportContext, { share }: { share: number }): Promise<PeriodCounts> {
  const { query, request, dataAsOf, progress } = context;
  const scope = getScope(request);
  const counted = countedScope(request, scope);

  progress(0, 'counting events');
  const counts = await countActions(query, counted);
  progress(share * 0.5, 'finding days without events');
  const days = await findDaysWithoutEvents(query, { request, counted, counts, dataAsOf });
  progress(share * 0.75, 'counting the period before');
  const before = await countBefore(context, scope);

  return { scope, limit: scopeWords(request), counted, counts, activity: sumCounts(counts), days, before };
}

function getScope({ service }: ReportRequest): Scope {
  const scope = findScope(service);
  if (scope === undefined) throw new Error(`the catalog knows no service "${service}"`);
  return scope;
}

async function countBefore({ query, request }: ReportContext, scope: Scope): Promise<ScopeCounts | null> {
  const before = previousPeriod(request);
  if (!(await hasEvents(query, before))) return null;
  const counted = countedScope(request, scope, before);
  return { counted, counts: await countActions(query, counted) };
}
