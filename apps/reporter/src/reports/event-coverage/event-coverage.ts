import type { Span } from '../counts/bucket-parts.js';
import { type PeriodCounts, countPeriod } from '../counts/count-period.js';
import { findLastSeen } from '../counts/find-last-seen.js';
import { tallyOf } from '../counts/tally-of.js';
import { duringWords, previousPeriodWords } from '../period/period-words.js';
import type { BuiltReport, ReportContext, ReportKind } from '../report-kind.js';
import { attentionOf } from './attention.js';
import { attestationsOf } from './attestations.js';
import { chartOf } from './chart.js';
import { type Coverage, coverageOf, namesOf } from './coverage.js';
import { coverageCsv } from './coverage-csv.js';
import { coverageNotes } from './coverage-notes.js';
import { figuresOf } from './figures.js';
import { findCoverageAttestations } from './find-coverage-attestations.js';
import { findSilentSources } from './find-silent-sources.js';
import { actionSections } from './sections/action-sections.js';
import { attestedSections } from './sections/attested-section.js';
import { laterSections } from './sections/later-section.js';
import { notSeenSection } from './sections/not-seen-section.js';
import { renamedSections } from './sections/renamed-section.js';
import { shareSections } from './sections/share-sections.js';
import { silentSections } from './sections/silent-section.js';
import { undocumentedSection } from './sections/undocumented-section.js';
import { summaryOf } from './summary.js';

/** Which documented actions of a service were seen, which were not, and what was seen that no document lists. */
export const eventCoverage: ReportKind = {
  id: 'event-coverage',
  name: 'Event coverage',
  description:
    'Which documented actions of a service were seen in a period, which were not, and what was seen undocumented.',
  build,
};

async function build(context: ReportContext): Promise<BuiltReport> {
  const { request, arrivals } = context;
  const period = await countPeriod(context, { share: COUNTING });
  const { coverage, previous } = await findFacts(context, period);
  const previousWords = previousPeriodWords(request);
  return {
    content: {
      summary: summaryOf(coverage, { during: duringWords(request), arrived: arrivals.received }),
      figures: figuresOf(coverage, previous),
      chart: chartOf(coverage),
      tally: tallyOf(period),
      attention: attentionOf(coverage, { previous, previousWords, daysWithout: period.days.withoutEvents }),
      sections: [
        ...shareSections(coverage),
        ...actionSections(coverage),
        undocumentedSection(coverage),
        ...laterSections(coverage),
        ...renamedSections(coverage),
        ...silentSections(coverage),
        notSeenSection(coverage),
        ...attestedSections(coverage),
      ],
      notes: coverageNotes(coverage),
    },
    csv: coverageCsv(coverage),
  };
}

/** How much of the building is done once both periods are counted. */
const COUNTING = 0.8;

interface Facts {
  coverage: Coverage;
  /** Null when the trail holds nothing of the period before. */
  previous: Coverage | null;
}

/** Holds both periods against the catalog and what was attested for each of them. */
async function findFacts(context: ReportContext, period: PeriodCounts): Promise<Facts> {
  const { query, request, progress } = context;
  const { scope, limit, counted, counts, before } = period;
  const documented = scope.services.flatMap((service) => service.actions);
  const attested = documented.flatMap(namesOf).map(({ name }) => name);
  const attestationsIn = async (span: Span) =>
    attestationsOf(span, await findCoverageAttestations(query, attested, span));
  const previous =
    before === null ? null : coverageOf(scope, before.counts, { attestations: await attestationsIn(before.counted) });

  progress(COUNTING, 'looking for what was not seen');
  const entries = scope.services.flatMap((service) => [...service.actions, ...service.laterActions]);
  const actions = entries.flatMap(namesOf).map(({ name }) => name);
  const lastSeen = await findLastSeen(query, counted, { actions, before: request.from });
  const attestations = await attestationsIn(request);
  const sources = await findSilentSources(context, scope);
  return { coverage: coverageOf(scope, counts, { lastSeen, attestations, ...sources, limit }), previous };
}
