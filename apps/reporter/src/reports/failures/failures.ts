import { findScope } from '@trailkeeper/catalog';
import { sumCounts } from '../counts/action-count.js';
import { countActions } from '../counts/count-actions.js';
import { type CountedScope, countedScope } from '../counts/counted-scope.js';
import { type Days, findDaysWithoutEvents } from '../counts/find-days-without-events.js';
import { hasEvents } from '../counts/has-events.js';
import { previousPeriod } from '../period/calendar-span.js';
import { duringWords, periodWords } from '../period/period-words.js';
import { readEvents } from '../read-events.js';
import type { BuiltReport, ReportContext, ReportKind, SnapshotQuery } from '../report-kind.js';
import { scopeWords } from '../scope-words.js';
import { actionFailuresOf } from './action-failures.js';
import { attentionOf } from './attention.js';
import { chartOf } from './chart.js';
import { countFailedEvents } from './count-failed-events.js';
import { collectFailedEvents } from './failed-events.js';
import { failedActions } from './failed-scope.js';
import type { FailureFacts, PreviousFailures } from './failure-facts.js';
import { failureNotes } from './failure-notes.js';
import { failuresCsv } from './failures-csv.js';
import { figuresOf } from './figures.js';
import { findInitiators } from './find-initiators.js';
import { actionSection } from './sections/action-section.js';
import { errorSections } from './sections/error-sections.js';
import { initiatorSection } from './sections/initiator-section.js';
import { refusedSection } from './sections/refused-section.js';
import { summaryOf } from './summary.js';
import { timeColumnsOf } from '../time-columns.js';

/** What was refused and what else failed: by reason code, by action, by initiator, event by event. */
export const failures: ReportKind = {
  id: 'failures',
  name: 'Failures',
  description: 'What was refused (401, 403) and what else failed in a period: who, from where, on what, and why.',
  build,
};

async function build(context: ReportContext): Promise<BuiltReport> {
  const { copy, request, arrivals } = context;
  const { facts, days, counted, actions } = await findFacts(context);
  const previousWords = periodWords(previousPeriod(request));
  return {
    content: {
      summary: summaryOf(facts, { during: duringWords(request), arrived: arrivals.received }),
      figures: figuresOf(facts),
      chart: chartOf(facts),
      tally: {
        counted: facts.activity.events,
        arrivedLate: facts.activity.late,
        firstEvent: facts.activity.firstSeen,
        lastEvent: facts.activity.lastSeen,
        days,
      },
      attention: attentionOf(facts, { previousWords, daysWithout: days.withoutEvents }),
      sections: [
        refusedSection(facts),
        ...errorSections(facts),
        actionSection(facts, previousWords),
        initiatorSection(facts),
      ],
      notes: failureNotes(facts, previousWords),
    },
    csv: failuresCsv(readEvents(copy, counted, { actions, failuresOnly: true })),
  };
}

interface Found {
  facts: FailureFacts;
  days: Days;
  counted: CountedScope;
  /** The names that failures were counted under. */
  actions: string[];
}

/** All that is read from the snapshot, but for the rows of the CSV. */
async function findFacts({ query, copy, request, dataAsOf, progress }: ReportContext): Promise<Found> {
  const scope = findScope(request.service);
  if (scope === undefined) throw new Error(`the catalog knows no service "${request.service}"`);
  const counted = countedScope(request, scope);

  progress(0, 'counting events');
  const counts = await countActions(query, counted);
  const activity = sumCounts(counts);
  progress(0.2, 'finding days without events');
  const days = await findDaysWithoutEvents(query, { request, counted, counts, dataAsOf });

  progress(0.3, 'counting the period before');
  const before = previousPeriod(request);
  const previous = (await hasEvents(query, before))
    ? await findPrevious(query, countedScope(request, scope, before))
    : null;

  progress(0.4, 'finding initiators');
  const initiators = await findInitiators(query, counted, counts);

  progress(0.5, 'reading failures');
  const columns = timeColumnsOf(request);
  const actions = failedActions(counts);
  const rows = readEvents(copy, counted, { actions, failuresOnly: true });
  const failed = await collectFailedEvents(rows, columns, (events) =>
    progress(0.5 + 0.5 * Math.min(1, events / activity.outcomes.failure), 'reading failures'),
  );
  const limit = scopeWords(request);
  const facts = { scope, limit, activity, actions: actionFailuresOf(counts), failed, columns, initiators, previous };
  return { facts, days, counted, actions };
}

async function findPrevious(query: SnapshotQuery, counted: CountedScope): Promise<PreviousFailures> {
  const counts = await countActions(query, counted);
  const activity = sumCounts(counts);
  const events = await countFailedEvents(query, counted, counts);
  return {
    activity,
    actions: new Map(actionFailuresOf(counts).map((action) => [action.key, action])),
    events: events.refused + events.errors === activity.outcomes.failure ? events : null,
  };
}
