import { findScope } from '@trailkeeper/catalog';
import type { Attention, LastReview, Logo, Provenance, ReportDocument, Tally } from '@trailkeeper/contract';
import { countWords } from './count-words.js';
import { countArrivals } from './counts/count-arrivals.js';
import { periodWords, previousPeriodWords } from './period/period-words.js';
import type { CsvTable, ReportContext, ReportKind, ReportRequest } from './report-kind.js';
import { scopeWords } from './scope-words.js';

/** What a document says of its making that is not read from the trail. */
export interface ReportOrigin extends Omit<Provenance, 'madeAt' | 'notes'> {
  readonly organisation: string | null;
  readonly logo: Logo | null;
  readonly lastReview: LastReview | null;
}

/** Makes a report of a kind from one snapshot: the kind's own content in the frame that all kinds share. Its CSV is named once it is written. */
export async function buildReport(
  kind: ReportKind,
  snapshot: Omit<ReportContext, 'arrivals'>,
  { organisation, logo, lastReview, ...origin }: ReportOrigin,
): Promise<{ document: Omit<ReportDocument, 'csv'>; csv: CsvTable }> {
  const { request, query, dataAsOf } = snapshot;
  snapshot.progress(0, 'counting arrivals');
  const arrivals = await countArrivals(query, request);
  const { content, csv } = await kind.build({ ...snapshot, arrivals });
  const { notes, attention, ...rest } = content;
  const tally: Tally = { ...content.tally, arrivals, dataAsOf: dataAsOf.toISOString() };
  const document: Omit<ReportDocument, 'csv'> = {
    format: 1,
    kind: { id: kind.id, name: kind.name },
    subject: subjectOf(request),
    period: {
      from: request.from.toISOString(),
      to: request.to.toISOString(),
      timeZone: request.timeZone,
      words: periodWords(request),
      previousWords: previousPeriodWords(request),
    },
    scope: { location: request.location, account: request.account, words: scopeWords(request) },
    organisation,
    logo,
    lastReview,
    ...rest,
    tally,
    attention: [...unfinished(request, dataAsOf), ...attention, ...aboutArrivals(tally)].slice(0, MAX_ATTENTION),
    provenance: { ...origin, madeAt: dataAsOf.toISOString(), notes: [...notes, ...COMMON_NOTES] },
  };
  return { document, csv };
}

function subjectOf({ service }: ReportRequest): { id: string; name: string } {
  const scope = findScope(service);
  if (scope === undefined) throw new Error(`the catalog knows no service "${service}"`);
  return { id: scope.id, name: scope.name };
}

function unfinished({ to }: ReportRequest, dataAsOf: Date): Attention[] {
  if (to <= dataAsOf) return [];
  return [{ text: 'The period had not ended when this report was made: its figures can still grow.', section: null }];
}

function aboutArrivals({ arrivals, arrivedLate }: Tally): Attention[] {
  const lines: Attention[] = [];
  if (arrivals.quarantined > 0) {
    const text = `${countWords(arrivals.quarantined, 'received item')} of any service went into quarantine instead of becoming events.`;
    lines.push({ text, section: null });
  }
  if (arrivals.quarantined < 0) {
    const text = `Replays took ${countWords(-arrivals.quarantined, 'item')} more out of quarantine than were put into it: those had arrived before the period.`;
    lines.push({ text, section: null });
  }
  if (arrivedLate > 0) {
    const text = `${countWords(arrivedLate, 'counted event')} arrived after the end of the period: a report made earlier had fewer.`;
    lines.push({ text, section: null });
  }
  return lines;
}

/** Page 1 has room for five. */
const MAX_ATTENTION = 5;

const COMMON_NOTES = [
  'Events are counted by the time they happened. Only the tally counts by the time of arrival, over all services: received = stored + duplicates + quarantined.',
  'An event received twice counts once: its whole content decides. "Data as of" is the moment of the one database snapshot behind every figure.',
];
