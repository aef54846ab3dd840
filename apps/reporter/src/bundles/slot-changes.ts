import type { SlotChanges } from '@trailkeeper/contract';
import type { BundledReport, ReportFacts } from './bundled-reports.js';

/** What a restated slot is compared with. */
export interface OriginalSlot {
  readonly slotId: string;
  readonly dataAsOf: Date;
  readonly reports: readonly BundledReport[];
}

/**
 * What the reports of a restated slot say other than the original's did, report by report. Where the document of an original
 * was deleted, what it said is not known: null. Pure.
 */
export function slotChanges(
  original: OriginalSlot,
  { reports, arrivedSince }: { reports: readonly BundledReport[]; arrivedSince: number },
): SlotChanges {
  return {
    originalSlotId: original.slotId,
    originalDataAsOf: original.dataAsOf.toISOString(),
    arrivedSince,
    reports: reports.map((report) => changesOf(sameReport(original.reports, report), report)),
  };
}

function sameReport(reports: readonly BundledReport[], { kind, service }: BundledReport): BundledReport | undefined {
  return reports.find((one) => one.kind === kind && one.service === service);
}

function changesOf(original: BundledReport | undefined, report: BundledReport): SlotChanges['reports'][number] {
  const { runId, kind, service, facts } = report;
  if (facts === null) throw new Error(`the document of run ${runId} is gone`);
  const before = original?.facts ?? null;
  return {
    kind,
    service,
    originalRunId: original?.runId ?? null,
    runId,
    events: { before: before?.counted ?? null, after: facts.counted },
    rows: { before: before?.rows ?? null, after: facts.rows },
    figures: changedFigures(before, facts),
  };
}

function changedFigures(before: ReportFacts | null, after: ReportFacts): SlotChanges['reports'][number]['figures'] {
  if (before === null) return [];
  const earlier = new Map(before.figures.map(({ label, value }) => [label, value]));
  return after.figures
    .map(({ label, value }) => ({ label, before: earlier.get(label) ?? null, after: value }))
    .filter((figure) => figure.before !== figure.after);
}
