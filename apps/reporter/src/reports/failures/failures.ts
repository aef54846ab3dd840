import { sumCounts } from '../counts/action-count.js';
import { type PeriodCounts, type ScopeCounts, countPeriod } from '../counts/count-period.js';
import { tallyOf } from '../counts/tally-of.js';
import { duringWords, previousPeriodWords } from '../period/period-words.js';
import { readEvents } from '../read-events.js';
import type { BuiltReport, ReportContext, ReportKind, SnapshotCopy, SnapshotQuery } from '../report-kind.js';
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
  const period = await countPeriod(context, { share: COUNTING });
  const facts = await findFacts(context, period);
  const previousWords = previousPeriodWords(request);
  return {
    content: {
      summary: summaryOf(facts, { during: duringWords(request), arrived: arrivals.received }),
      figures: figuresOf(facts),
      chart: chartOf(facts),
      tally: tallyOf(period),
      attention: attentionOf(facts, { previousWords, daysWithout: period.days.withoutEvents }),
      sections: [
        refusedSection(facts),
        ...errorSections(facts),
        actionSection(facts, previousWords),
        initiatorSection(facts),
      ],
      notes: failureNotes(facts, previousWords),
    },
    csv: failuresCsv(readFailures(copy, period)),
  };
}

/** How much of the building is done once both periods are counted. */
const COUNTING = 0.4;

/** All that is read from the snapshot, but for the rows of the CSV. */
async function findFacts(context: ReportContext, period: PeriodCounts): Promise<FailureFacts> {
  const { query, copy, request, progress } = context;
  const { scope, limit, counted, counts, activity, before } = period;
  const previous = before === null ? null : await findPrevious(query, before);

  progress(COUNTING, 'finding initiators');
  const initiators = await findInitiators(query, counted, counts);

  progress(0.5, 'reading failures');
  const columns = timeColumnsOf(request);
  const failed = await collectFailedEvents(readFailures(copy, period), columns, (events) =>
    progress(0.5 + 0.5 * Math.min(1, events / activity.outcomes.failure), 'reading failures'),
  );
  return { scope, limit, activity, actions: actionFailuresOf(counts), failed, columns, initiators, previous };
}

/** Read once for the document and once more, as they are written, for the CSV. */
function readFailures(copy: SnapshotCopy, { counted, counts }: ScopeCounts): ReturnType<typeof readEvents> {
  return readEvents(copy, counted, { actions: failedActions(counts), failuresOnly: true });
}

async function findPrevious(query: SnapshotQuery, { counted, counts }: ScopeCounts): Promise<PreviousFailures> {
  const activity = sumCounts(counts);
  const events = await countFailedEvents(query, counted, counts);
  return {
    activity,
    actions: new Map(actionFailuresOf(counts).map((action) => [action.key, action])),
    events: events.refused + events.errors === activity.outcomes.failure ? events : null,
  };
}
