import { tallyOf } from '../counts/tally-of.js';
import { duringWords } from '../period/period-words.js';
import type { BuiltReport, ReportContext, ReportKind } from '../report-kind.js';
import { attentionOf } from './attention.js';
import { chartOf } from './chart.js';
import { findDeletionFacts } from './deletion-facts.js';
import { deletionNotes } from './deletion-notes.js';
import { deletionsCsv } from './deletions-csv.js';
import { figuresOf } from './figures.js';
import { actionsSection } from './sections/actions-section.js';
import { burstsSection } from './sections/bursts-section.js';
import { headingSections } from './sections/heading-sections.js';
import { initiatorsSection } from './sections/initiators-section.js';
import { summaryOf } from './summary.js';

/** Who deleted what, when, from where, with which result. */
export const deletions: ReportKind = {
  id: 'deletions',
  name: 'Deletions',
  description:
    'What was deleted, prepared for deletion, restored, or attempted to be deleted in a period, and by whom.',
  build,
};

async function build(context: ReportContext): Promise<BuiltReport> {
  const { request, arrivals } = context;
  const { facts, read } = await findDeletionFacts(context);
  return {
    content: {
      summary: summaryOf(facts, { during: duringWords(request), arrived: arrivals.received }),
      figures: figuresOf(facts),
      chart: chartOf(facts.gathered),
      tally: tallyOf(facts),
      attention: attentionOf(facts),
      // The short ones first: the rows behind them may fill hundreds of pages.
      sections: [actionsSection(facts), initiatorsSection(facts), burstsSection(facts), ...headingSections(facts)],
      notes: deletionNotes(facts),
    },
    csv: deletionsCsv(read, facts.gathered.bursts.ranges),
  };
}
