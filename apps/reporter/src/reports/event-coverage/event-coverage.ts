import { findScope } from '@trailkeeper/catalog';
import { previousPeriod } from '../period/calendar-span.js';
import { duringWords, periodWords } from '../period/period-words.js';
import type { BuiltReport, ReportContext, ReportKind } from '../report-kind.js';
import { scopeWords } from '../scope-words.js';
import { attentionOf } from './attention.js';
import { attestationsOf } from './attestations.js';
import { chartOf } from './chart.js';
import type { Span } from '../counts/bucket-parts.js';
import { countActions } from '../counts/count-actions.js';
import { countedScope } from '../counts/counted-scope.js';
import { type Coverage, coverageOf, namesOf } from './coverage.js';
import { coverageCsv } from './coverage-csv.js';
import { coverageNotes } from './coverage-notes.js';
import { figuresOf } from './figures.js';
import { findAttestations } from './find-attestations.js';
import { type Days, findDaysWithoutEvents } from '../counts/find-days-without-events.js';
import { findLastSeen } from '../counts/find-last-seen.js';
import { hasEvents } from '../counts/has-events.js';
import { actionSections } from './sections/action-sections.js';
import { attestedSections } from './sections/attested-section.js';
import { laterSections } from './sections/later-section.js';
import { notSeenSection } from './sections/not-seen-section.js';
import { renamedSections } from './sections/renamed-section.js';
import { shareSections } from './sections/share-sections.js';
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
  const { coverage, previous, days } = await findFacts(context);
  const previousWords = periodWords(previousPeriod(request));
  return {
    content: {
      summary: summaryOf(coverage, { during: duringWords(request), arrived: arrivals.received }),
      figures: figuresOf(coverage, previous),
      chart: chartOf(coverage),
      tally: {
        counted: coverage.activity.events,
        arrivedLate: coverage.activity.late,
        firstEvent: coverage.activity.firstSeen,
        lastEvent: coverage.activity.lastSeen,
        days,
      },
      attention: attentionOf(coverage, { previous, previousWords, daysWithout: days.withoutEvents }),
      sections: [
        ...shareSections(coverage),
        ...actionSections(coverage),
        undocumentedSection(coverage),
        ...laterSections(coverage),
        ...renamedSections(coverage),
        notSeenSection(coverage),
        ...attestedSections(coverage),
      ],
      notes: coverageNotes(coverage),
    },
    csv: coverageCsv(coverage),
  };
}

interface Facts {
  coverage: Coverage;
  /** Null when the trail holds nothing of the period before. */
  previous: Coverage | null;
  days: Days;
}

/** All that is read from the snapshot. */
async function findFacts({ query, request, dataAsOf, progress }: ReportContext): Promise<Facts> {
  const scope = findScope(request.service);
  if (scope === undefined) throw new Error(`the catalog knows no service "${request.service}"`);
  const counted = countedScope(request, scope);

  progress(0, 'counting events');
  const counts = await countActions(query, counted);
  progress(0.4, 'finding days without events');
  const days = await findDaysWithoutEvents(query, { request, counted, counts, dataAsOf });

  progress(0.6, 'counting the period before');
  const documented = scope.services.flatMap((service) => service.actions);
  const attested = documented.flatMap(namesOf).map(({ name }) => name);
  const attestationsIn = async (span: Span) => attestationsOf(span, await findAttestations(query, attested, span));
  const before = previousPeriod(request);
  const previous = (await hasEvents(query, before))
    ? coverageOf(scope, await countActions(query, countedScope(request, scope, before)), {
        attestations: await attestationsIn(before),
      })
    : null;

  progress(0.8, 'looking for what was not seen');
  const entries = scope.services.flatMap((service) => [...service.actions, ...service.laterActions]);
  const actions = entries.flatMap(namesOf).map(({ name }) => name);
  const lastSeen = await findLastSeen(query, counted, { actions, before: request.from });
  const attestations = await attestationsIn(request);
  const coverage = coverageOf(scope, counts, { lastSeen, attestations, limit: scopeWords(request) });
  return { coverage, previous, days };
}
